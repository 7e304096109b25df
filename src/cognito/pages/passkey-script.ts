/**
 * The one script of the pages, for what only scripts can do: it asks the browser for a passkey, or to make one (Web
 * Authentication Level 3), and sends the form with the answer. It starts by itself, as its page is there for nothing else;
 * browsers that want a click first get it by the button.
 */
export const passkeyScript = `const place = document.querySelector('[data-passkey]')
const form = place.closest('form')
const problem = place.querySelector('[data-passkey-problem]')
const button = place.querySelector('button')

function show(text) {
  problem.textContent = text
  problem.hidden = text === ''
}

async function ask() {
  const options = JSON.parse(place.dataset.options)
  if (place.dataset.passkey === 'create')
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })
}

async function run(isFirst) {
  show('')
  button.disabled = true
  try {
    const credential = await ask()
    form.elements.credential.value = JSON.stringify(credential.toJSON())
    form.submit()
  } catch (error) {
    button.disabled = false
    if (error.name === 'InvalidStateError') show('This device has a passkey for your account already.')
    else if (!(isFirst && error.name === 'NotAllowedError')) show('That did not work. Please try again.')
    button.focus()
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  void run(false)
})
if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) void run(true)
else show('Your browser does not know passkeys.')
`
