export const cloudformation: readonly string[] = []
