/** Parameter Store. */
export const ssm: readonly string[] = [
  `CREATE TABLE ssm_parameters (
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    value TEXT NOT NULL,
    description TEXT NOT NULL,
    version BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    PRIMARY KEY (region, name)
  )`,
]
