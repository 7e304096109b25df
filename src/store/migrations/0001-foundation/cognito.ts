export const cognito: readonly string[] = []
