import { type Html, html } from '../../http/html.ts'

/** One field of a form. */
export interface Field {
  readonly name: string
  readonly label: string
  readonly type?: 'text' | 'email' | 'tel' | 'date' | 'url' | 'password'
  /** What the browser may fill in (HTML, "Autofill"). */
  readonly autocomplete: string
  readonly value?: string | undefined
  readonly hint?: string | Html | undefined
  readonly isOptional?: boolean
  /** The first one that is wrong gets the focus. */
  readonly isWrong?: boolean
  /** Gets the focus where nothing is wrong. */
  readonly isFirst?: boolean
}

export function inputField(field: Field): Html {
  const { name, label, type = 'text', autocomplete, value, hint, isOptional = false, isWrong = false } = field
  const described = [isWrong && 'error', hint !== undefined && `${name}-hint`].filter((id) => id !== false)
  const isCode = autocomplete === 'one-time-code'
  const isName = autocomplete.startsWith('username')
  return html`<div class="field">
    <label for="${name}" class="label-customizable">${label}${isOptional && ' (optional)'}</label>
    <input
      class="inputField-customizable"
      id="${name}"
      name="${name}"
      type="${type}"
      autocomplete="${autocomplete}"
      ${value !== undefined && value !== '' && html`value="${value}"`}
      ${!isOptional && html`required`}
      ${isCode && html`inputmode="numeric" maxlength="16"`}
      ${(isCode || isName) && html`autocapitalize="none" spellcheck="false"`}
      ${described.length > 0 && html`aria-describedby="${described.join(' ')}"`}
      ${isWrong && html`aria-invalid="true"`}
      ${(isWrong || field.isFirst === true) && html`autofocus`}
    />
    ${hint !== undefined && html`<div class="hint" id="${name}-hint">${hint}</div>`}
  </div>`
}

/** @param isFirst false where another field is wrong */
export function codeField(isWrong: boolean, isFirst = true): Html {
  return inputField({ name: 'code', label: 'Code', autocomplete: 'one-time-code', isWrong, isFirst })
}

export function hiddenField(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}" />`
}

export function submitButton(text: string): Html {
  return html`<button type="submit" class="submitButton-customizable">${text}</button>`
}
