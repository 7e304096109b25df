/** The identity providers that users of a pool may sign in by. */
export const cognitoIdentityProviders: readonly string[] = [
  `CREATE TABLE identity_providers (
    pool_id TEXT NOT NULL REFERENCES user_pools (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    sealed_details {bytes} NOT NULL,
    entity_id TEXT,
    saml TEXT,
    attribute_mapping TEXT NOT NULL,
    identifiers TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (pool_id, name)
  )`,
  // Finds the provider of an identifier, and keeps two from having the same.
  `CREATE TABLE identity_provider_identifiers (
    pool_id TEXT NOT NULL,
    identifier TEXT NOT NULL,
    provider_name TEXT NOT NULL,
    PRIMARY KEY (pool_id, identifier),
    FOREIGN KEY (pool_id, provider_name) REFERENCES identity_providers (pool_id, name) ON DELETE CASCADE
  )`,
  'CREATE INDEX identity_provider_identifiers_by_provider ON identity_provider_identifiers (pool_id, provider_name)',
]
