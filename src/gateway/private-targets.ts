/**
 * Where private integrations lead: the operator's answer to what load balancers and Cloud Map say inside a VPC.
 * @param name an ARN as `privateTargetName` gives it
 * @returns the origin that is called in its place
 */
export type FindPrivateTarget = (name: string) => URL | undefined

/** An integration URI without the query that chooses between the instances of a Cloud Map service. */
export function privateTargetName(integrationUri: string): string {
  return integrationUri.split('?', 1)[0] ?? ''
}
