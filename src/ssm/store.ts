/** A parameter of Parameter Store: its latest version, earlier ones are not kept. */
export interface ParameterRecord {
  readonly region: string
  /** Case counts. */
  readonly name: string
  readonly type: 'String' | 'StringList'
  readonly value: string
  /** Empty when it has none. */
  readonly description: string
  /** Counts from 1. */
  readonly version: number
  readonly modifiedAt: Date
}

/** What Parameter Store needs stored. */
export interface ParameterStore {
  /** False when there is one of that name in the region. */
  insertParameter(parameter: ParameterRecord): Promise<boolean>
  findParameter(region: string, name: string): Promise<ParameterRecord | undefined>
  /** False when somebody has changed or deleted it since `before` was read. */
  replaceParameter(parameter: ParameterRecord, before: ParameterRecord): Promise<boolean>
  /** False when there is none. */
  deleteParameter(region: string, name: string): Promise<boolean>
}
