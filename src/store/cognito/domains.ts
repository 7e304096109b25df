import type { UserPoolDomainRecord, UserPoolDomainStore } from '../../cognito/user-pool-domain-store.ts'
import { recordChange } from '../change-log.ts'
import type { Database, Sql } from '../sql.ts'

interface DomainRow {
  domain: string
  pool_id: string
  custom: number
  certificate_arn: string | null
  managed_login_version: number
  cloud_front_distribution: string
  modified_at: number
  revision: number
}

/** Domains of all pools. */
export function cognitoDomains(database: Database): UserPoolDomainStore {
  return {
    insertUserPoolDomain: (domain) => database.transaction((sql) => insertDomain(sql, domain)),
    findUserPoolDomain: async (domain) => {
      const row = await database.get<DomainRow>('SELECT * FROM user_pool_domains WHERE domain = ?', domain)
      return row && domainOf(row)
    },
    listUserPoolDomains: async (poolId) => {
      const rows = await database.all<DomainRow>(
        'SELECT * FROM user_pool_domains WHERE pool_id = ? ORDER BY custom',
        poolId,
      )
      return rows.map(domainOf)
    },
    listCustomDomains: async () => {
      const rows = await database.all<DomainRow>('SELECT * FROM user_pool_domains WHERE custom = 1 ORDER BY domain')
      return rows.map(domainOf)
    },
    replaceUserPoolDomain: async (domain) =>
      (await database.run(
        `UPDATE user_pool_domains SET certificate_arn = ?, managed_login_version = ?, modified_at = ?,
           revision = revision + 1
         WHERE domain = ? AND pool_id = ? AND revision = ?`,
        domain.certificateArn ?? null,
        domain.managedLoginVersion,
        domain.modifiedAt.getTime(),
        domain.domain,
        domain.poolId,
        domain.revision,
      )) > 0,
    deleteUserPoolDomain: (poolId, domain) =>
      database.transaction(async (sql) => {
        const row = await sql.get<{ custom: number }>(
          'DELETE FROM user_pool_domains WHERE pool_id = ? AND domain = ? RETURNING custom',
          poolId,
          domain,
        )
        if (row?.custom === 1) await recordChange(sql, { kind: 'login-host', subject: domain })
        return row !== undefined
      }),
  }
}

async function insertDomain(
  sql: Sql,
  domain: UserPoolDomainRecord,
): ReturnType<UserPoolDomainStore['insertUserPoolDomain']> {
  if (!(await sql.get('SELECT 1 AS found FROM user_pools WHERE id = ?', domain.poolId))) return 'pool-gone'
  const inserted = await sql.run(
    `INSERT INTO user_pool_domains (domain, pool_id, custom, certificate_arn, managed_login_version,
       cloud_front_distribution, modified_at, revision)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    domain.domain,
    domain.poolId,
    domain.certificateArn === undefined ? 0 : 1,
    domain.certificateArn ?? null,
    domain.managedLoginVersion,
    domain.cloudFrontDistribution,
    domain.modifiedAt.getTime(),
    domain.revision,
  )
  if (inserted > 0) {
    if (domain.certificateArn !== undefined) await recordChange(sql, { kind: 'login-host', subject: domain.domain })
    return 'inserted'
  }
  return (await sql.get('SELECT 1 AS found FROM user_pool_domains WHERE domain = ?', domain.domain))
    ? 'taken'
    : 'has-one'
}

function domainOf(row: DomainRow): UserPoolDomainRecord {
  return {
    domain: row.domain,
    poolId: row.pool_id,
    ...(row.certificate_arn !== null && { certificateArn: row.certificate_arn }),
    managedLoginVersion: row.managed_login_version,
    cloudFrontDistribution: row.cloud_front_distribution,
    modifiedAt: new Date(row.modified_at),
    revision: row.revision,
  }
}
