import type { UICustomizationType } from '@aws-sdk/client-cognito-identity-provider'
import type { Defined, Fails } from '../../wire/operation.ts'
import type { UiCustomizationRecord } from '../branding-store.ts'
import { requireClient } from '../clients/clients.ts'
import type { Cognito } from '../cognito.ts'
import type { PoolRecord } from '../store.ts'
import { cssProblem } from './classic-css.ts'
import { imageFormatOf } from './images.ts'

type Refuses = Fails<'InvalidParameterException'>

/**
 * The app client that an operation is about; undefined for `ALL`, which stands for every client that has no
 * customization of its own. Refuses a pool without a domain with InvalidParameterException, an unknown client with
 * ResourceNotFoundException.
 */
export async function customizedClient(
  context: Refuses & Fails<'ResourceNotFoundException'> & Pick<Cognito, 'store'>,
  pool: PoolRecord,
  clientId: string | undefined,
): Promise<{ clientId?: string }> {
  if ((await context.store.listUserPoolDomains(pool.id)).length === 0)
    context.fail('InvalidParameterException', 'There has to be an existing domain associated with this user pool')
  if (clientId === undefined || clientId === 'ALL') return {}
  return { clientId: (await requireClient(context, pool, clientId)).id }
}

/** Largest logo in bytes (developer guide, "Specifying a custom logo in classic branding"). */
const largestLogo = 100 * 1024

/** Checks style sheet and logo. Refuses with InvalidParameterException. */
export function checkCustomization(context: Refuses, css: string | undefined, image: Uint8Array | undefined): void {
  const problem = css === undefined ? undefined : cssProblem(css)
  if (problem !== undefined) context.fail('InvalidParameterException', `Invalid CSS: ${problem}.`)
  if (!image) return
  if (image.length > largestLogo) context.fail('InvalidParameterException', 'The logo can be at most 100 KB.')
  if (!['PNG', 'JPEG'].includes(imageFormatOf(image) ?? ''))
    context.fail('InvalidParameterException', 'The logo must be a PNG or JPEG image.')
}

/** A customization as the API shows it; the image's URL (RFC 2397) holds the image itself. */
export function describeCustomization(customization: UiCustomizationRecord): Defined<UICustomizationType> {
  const { poolId, clientId = 'ALL', css, image, createdAt, modifiedAt } = customization
  return {
    UserPoolId: poolId,
    ClientId: clientId,
    ...(image && { ImageUrl: imageUrl(image) }),
    ...(css !== undefined && { CSS: css, CSSVersion: modifiedAt.toISOString().replaceAll(/\D/g, '').slice(0, 14) }),
    LastModifiedDate: modifiedAt,
    CreationDate: createdAt,
  }
}

function imageUrl(image: Uint8Array): string {
  const type = imageFormatOf(image) === 'JPEG' ? 'image/jpeg' : 'image/png'
  return `data:${type};base64,${Buffer.from(image).toString('base64')}`
}
