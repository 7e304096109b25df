/*
 * HTTP APIs. A record is a JSON document; what is looked up, ordered by or referenced is a column as well. Everything
 * of an API goes with it, and every mapping with its custom domain name.
 */
const parts = ['route', 'integration', 'authorizer'].map(
  (part) => `CREATE TABLE http_api_${part} (
    api_id TEXT NOT NULL REFERENCES http_api (api_id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (api_id, id)
  )`,
)

export const gateway: readonly string[] = [
  `CREATE TABLE http_api (
    api_id TEXT NOT NULL PRIMARY KEY,
    region TEXT NOT NULL,
    revision BIGINT NOT NULL,
    document TEXT NOT NULL
  )`,
  `CREATE INDEX http_api_by_region ON http_api (region, api_id)`,
  ...parts,
  `CREATE TABLE http_api_stage (
    api_id TEXT NOT NULL REFERENCES http_api (api_id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    deployment_id TEXT,
    document TEXT NOT NULL,
    PRIMARY KEY (api_id, id)
  )`,
  `CREATE TABLE http_api_deployment (
    api_id TEXT NOT NULL REFERENCES http_api (api_id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    document TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    PRIMARY KEY (api_id, id)
  )`,
  `CREATE TABLE domain_name (
    name TEXT NOT NULL PRIMARY KEY,
    region TEXT NOT NULL,
    revision BIGINT NOT NULL,
    document TEXT NOT NULL
  )`,
  `CREATE INDEX domain_name_by_region ON domain_name (region, name)`,
  // An API that is mapped cannot be deleted.
  `CREATE TABLE domain_mapping (
    domain_name TEXT NOT NULL REFERENCES domain_name (name) ON DELETE CASCADE,
    id TEXT NOT NULL,
    mapping_key TEXT NOT NULL,
    api_id TEXT NOT NULL REFERENCES http_api (api_id),
    document TEXT NOT NULL,
    PRIMARY KEY (domain_name, id),
    UNIQUE (domain_name, mapping_key)
  )`,
  `CREATE INDEX domain_mapping_by_api ON domain_mapping (api_id)`,
  `CREATE TABLE vpc_link (
    region TEXT NOT NULL,
    id TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (region, id)
  )`,
]
