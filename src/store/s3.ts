import type { BucketRecord, BucketSettings, ObjectRecord, ObjectStore } from '../s3/store.ts'
import { count } from './pages.ts'
import type { Database, Sql } from './sql.ts'

interface BucketRow {
  name: string
  region: string
  settings: string
  revision: number
  created_at: number
}

interface ObjectRow {
  bucket: string
  key: string
  version_id: string
  size: number
  etag: string
  content_type: string
  metadata: string
  encryption: string
  tags: string
  created_at: number
}

const objectColumns = 'bucket, key, version_id, size, etag, content_type, metadata, encryption, tags, created_at'

/** Buckets and objects on SQLite or PostgreSQL. */
export function objectStore(database: Database): ObjectStore {
  return { ...buckets(database), ...objects(database) }
}

function buckets(
  database: Database,
): Pick<ObjectStore, 'insertBucket' | 'findBucket' | 'listBuckets' | 'replaceBucket' | 'deleteBucket'> {
  return {
    insertBucket: async ({ name, region, settings, revision, createdAt }) =>
      (await database.run(
        `INSERT INTO s3_buckets (name, region, settings, revision, created_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (name) DO NOTHING`,
        name,
        region,
        JSON.stringify(settings),
        revision,
        createdAt.getTime(),
      )) > 0,
    findBucket: async (name) => {
      const row = await database.get<BucketRow>(
        'SELECT name, region, settings, revision, created_at FROM s3_buckets WHERE name = ?',
        name,
      )
      return row && bucketOf(row)
    },
    listBuckets: async ({ prefix, after, limit, region }) => {
      const rows = await database.all<BucketRow>(
        `SELECT name, region, settings, revision, created_at FROM s3_buckets
         WHERE name > ? AND substr(name, 1, length(?)) = ? ${region === undefined ? '' : 'AND region = ?'}
         ORDER BY name LIMIT ?`,
        after,
        prefix,
        prefix,
        ...(region === undefined ? [] : [region]),
        limit,
      )
      return rows.map(bucketOf)
    },
    replaceBucket: async ({ settings, revision }, before) =>
      (await database.run(
        'UPDATE s3_buckets SET settings = ?, revision = ? WHERE name = ? AND revision = ? AND created_at = ?',
        JSON.stringify(settings),
        revision,
        before.name,
        before.revision,
        before.createdAt.getTime(),
      )) > 0,
    deleteBucket: (name) =>
      database.transaction(async (sql) => {
        if ((await count(sql, 'SELECT COUNT(*) AS count FROM s3_objects WHERE bucket = ?', name)) > 0)
          return 'not-empty'
        return (await sql.run('DELETE FROM s3_buckets WHERE name = ?', name)) > 0 ? 'deleted' : 'gone'
      }),
  }
}

function objects(
  database: Database,
): Pick<ObjectStore, 'putObject' | 'findObject' | 'readContent' | 'tagObject' | 'deleteObject' | 'listObjects'> {
  return {
    putObject: (object, content, { keep, expired, condition }) =>
      database.transaction(async (sql) => {
        const { bucket, key, createdAt } = object
        if ((await count(sql, 'SELECT COUNT(*) AS count FROM s3_buckets WHERE name = ?', bucket)) === 0)
          return 'no-bucket'
        if (condition) {
          const found = await sql.get<{ etag: string }>(
            'SELECT etag FROM s3_objects WHERE bucket = ? AND key = ? AND superseded_at IS NULL',
            bucket,
            key,
          )
          if (!found && condition.etag !== undefined) return 'no-object'
          if (found && found.etag !== condition.etag) return 'other'
        }
        if (keep) {
          await supersede(sql, bucket, key, createdAt)
          if (expired) await expire(sql, bucket, key, expired)
        } else await sql.run('DELETE FROM s3_objects WHERE bucket = ? AND key = ?', bucket, key)
        await insertObject(sql, object, content)
        return 'put'
      }),
    findObject: async (bucket, key, versionId) => {
      const which = versionId === undefined ? 'superseded_at IS NULL' : 'version_id = ?'
      const row = await database.get<ObjectRow>(
        `SELECT ${objectColumns} FROM s3_objects WHERE bucket = ? AND key = ? AND ${which}`,
        bucket,
        key,
        ...(versionId === undefined ? [] : [versionId]),
      )
      return row && objectOf(row)
    },
    readContent: async ({ bucket, key, versionId }) =>
      (
        await database.get<{ content: Uint8Array }>(
          'SELECT content FROM s3_objects WHERE bucket = ? AND key = ? AND version_id = ?',
          bucket,
          key,
          versionId,
        )
      )?.content,
    tagObject: async ({ bucket, key, versionId }, tags) =>
      (await database.run(
        'UPDATE s3_objects SET tags = ? WHERE bucket = ? AND key = ? AND version_id = ?',
        JSON.stringify(tags),
        bucket,
        key,
        versionId,
      )) > 0,
    deleteObject: async (bucket, key) => {
      await database.run('DELETE FROM s3_objects WHERE bucket = ? AND key = ?', bucket, key)
    },
    listObjects: async (bucket, { prefix, after, limit }) => {
      const rows = await database.all<ObjectRow>(
        `SELECT ${objectColumns} FROM s3_objects
         WHERE bucket = ? AND superseded_at IS NULL AND key > ? AND substr(key, 1, length(?)) = ? ORDER BY key LIMIT ?`,
        bucket,
        after,
        prefix,
        prefix,
        limit,
      )
      return rows.map(objectOf)
    },
  }
}

async function supersede(sql: Sql, bucket: string, key: string, at: Date): Promise<void> {
  await sql.run(
    'UPDATE s3_objects SET superseded_at = ? WHERE bucket = ? AND key = ? AND superseded_at IS NULL',
    at.getTime(),
    bucket,
    key,
  )
}

async function expire(sql: Sql, bucket: string, key: string, before: Date): Promise<void> {
  await sql.run(
    'DELETE FROM s3_objects WHERE bucket = ? AND key = ? AND superseded_at < ?',
    bucket,
    key,
    before.getTime(),
  )
}

async function insertObject(sql: Sql, object: ObjectRecord, content: Uint8Array): Promise<void> {
  await sql.run(
    `INSERT INTO s3_objects (${objectColumns}, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    object.bucket,
    object.key,
    object.versionId,
    object.size,
    object.etag,
    object.contentType,
    JSON.stringify(object.metadata),
    object.encryption,
    JSON.stringify(object.tags),
    object.createdAt.getTime(),
    content,
  )
}

function bucketOf(row: BucketRow): BucketRecord {
  return {
    name: row.name,
    region: row.region,
    settings: JSON.parse(row.settings) as BucketSettings,
    revision: row.revision,
    createdAt: new Date(row.created_at),
  }
}

function objectOf(row: ObjectRow): ObjectRecord {
  return {
    bucket: row.bucket,
    key: row.key,
    versionId: row.version_id,
    size: row.size,
    etag: row.etag,
    contentType: row.content_type,
    metadata: JSON.parse(row.metadata) as ObjectRecord['metadata'],
    encryption: row.encryption as ObjectRecord['encryption'],
    tags: JSON.parse(row.tags) as ObjectRecord['tags'],
    createdAt: new Date(row.created_at),
  }
}
