/**
 * The fields of a body of type application/x-www-form-urlencoded; undefined when there are more than `mostFields`: anybody
 * may send a form, and Node.js takes the square of the time for fields without `=`, and long for bytes that are not UTF-8.
 */
export function readForm(text: string, mostFields: number): URLSearchParams | undefined {
  return text.split('&', mostFields + 1).length > mostFields ? undefined : new URLSearchParams(text)
}
