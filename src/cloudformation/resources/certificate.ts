import { createHash } from 'node:crypto'
import type { ResourceClients } from '../cloudformation.ts'
import type { ResourceType } from './resource-type.ts'

type Properties = {
  readonly DomainName: string
  /** Made up. */
  readonly Id?: string
}

/**
 * A certificate that custom domains may name. There is nothing to validate: whoever calls a custom domain gets the
 * certificate of the operator (`--certificate`) or of the local authority, which issues one for each domain.
 */
export const certificate: ResourceType<Properties> = {
  type: 'AWS::CertificateManager::Certificate',
  service: 'CertificateManager',
  passed: [
    'CertificateTransparencyLoggingPreference',
    'DomainName',
    'DomainValidationOptions',
    'KeyAlgorithm',
    'SubjectAlternativeNames',
    'Tags',
    'ValidationMethod',
  ],
  refused: { CertificateAuthorityArn: {}, CertificateExport: { unless: (value) => value === 'DISABLED' } },
  named: 'Id',
  tagged: 'Tags',
  attributes: { Id: async ({ physicalId }) => physicalId },
  place: ({ DomainName }) => ({ DomainName }),
  create: async ({ Id = '' }, clients) => arnOf(Id, clients),
  async update() {},
  async delete() {},
  findLookalikes: async () => [],
}

/** ARNs of certificates end in a UUID. */
function arnOf(name: string, { region, accountId }: ResourceClients): string {
  const digits = createHash('sha256').update(name).digest('hex')
  const uuid = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20, 32),
  ]
  return `arn:aws:acm:${region}:${accountId}:certificate/${uuid.join('-')}`
}
