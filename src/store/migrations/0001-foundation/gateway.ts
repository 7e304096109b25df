export const gateway: readonly string[] = []
