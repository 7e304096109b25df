/** The key that a SecureString is under when its caller names none; here it stands for the server's own keys. */
export const defaultKeyId = 'alias/aws/ssm'
