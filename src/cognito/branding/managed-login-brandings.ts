import type { ManagedLoginBrandingType } from '@aws-sdk/client-cognito-identity-provider'
import type { Defined, Fails } from '../../wire/operation.ts'
import type { BrandingRecord, BrandingStore } from '../branding-store.ts'
import { refuseUnimplemented } from '../pools/unimplemented.ts'
import type { Input } from '../service.ts'
import type { PoolRecord } from '../store.ts'
import { imageFormatOf } from './images.ts'

type Refuses = Fails<'InvalidParameterException'>

type Style = Pick<BrandingRecord, 'useCognitoProvidedValues' | 'settings' | 'assets'>

/** The branding style of a pool that an operation names. Refuses with ResourceNotFoundException. */
export async function requireBranding(
  context: Fails<'ResourceNotFoundException'> & { readonly store: Pick<BrandingStore, 'findBranding'> },
  pool: PoolRecord,
  id: string,
): Promise<BrandingRecord> {
  return (await context.store.findBranding(pool.id, id)) ?? refuseMissingBranding(context, id)
}

export function refuseMissingBranding(context: Fails<'ResourceNotFoundException'>, id: string): never {
  return context.fail('ResourceNotFoundException', `Managed login branding ${id} does not exist.`)
}

/**
 * A style as a call gives it, whole: either what Cognito provides or settings and assets of one's own. Refuses both,
 * neither, and what no page could show, with InvalidParameterException.
 */
export function readStyle(
  context: Refuses,
  {
    UseCognitoProvidedValues: provided = false,
    Settings: settings,
    Assets: assets,
  }: Input<'UpdateManagedLoginBranding'>,
): Style {
  const refuse = (text: string): never => context.fail('InvalidParameterException', text)
  if (provided && (settings !== undefined || assets !== undefined))
    refuse('Settings and Assets cannot be given when UseCognitoProvidedValues is true.')
  if (!provided && settings === undefined && assets === undefined)
    refuse('Settings or Assets must be given when UseCognitoProvidedValues is false.')
  checkSettings(context, settings)
  checkAssets(context, assets)
  return {
    useCognitoProvidedValues: provided,
    ...(settings !== undefined && settings !== null && { settings }),
    assets: assets ?? [],
  }
}

/** Parts of a settings document (developer guide, "API and SDK operations for managed login branding"). */
const settingsParts = ['categories', 'componentClasses', 'components']

function checkSettings(context: Refuses, settings: unknown): void {
  if (settings === undefined) return
  const refuse = (text: string): never => context.fail('InvalidParameterException', text)
  if (!isObject(settings)) return refuse('Settings must be a JSON object.')
  for (const [name, part] of Object.entries(settings))
    if (!settingsParts.includes(name) || !isObject(part))
      refuse(`Settings must consist of the objects ${settingsParts.join(', ')}.`)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function checkAssets(context: Refuses, assets: Style['assets'] = []): void {
  const refuse = (text: string): never => context.fail('InvalidParameterException', text)
  const kinds = new Set<string>()
  for (const { Category: category, ColorMode: mode, Extension: extension, Bytes: bytes, ResourceId: id } of assets) {
    if (id !== undefined) refuseUnimplemented(context, 'ResourceId of Assets')
    if (!bytes || bytes.length === 0) return refuse(`The asset ${category} must have Bytes.`)
    if (imageFormatOf(bytes) !== extension) refuse(`The asset ${category} is not an image of the type ${extension}.`)
    const only = category === 'FAVICON_ICO' ? 'ICO' : category === 'FAVICON_SVG' ? 'SVG' : extension
    if (extension !== only) refuse(`The asset ${category} must have the Extension ${only}.`)
    const kind = `${category} for the color mode ${mode}`
    if (kinds.has(kind)) refuse(`The asset ${kind} is given twice.`)
    kinds.add(kind)
  }
}

/** What a style shows where it says nothing is the pages' to know. */
export function refuseMergedResources(context: Refuses, wanted: boolean | undefined): void {
  if (wanted) refuseUnimplemented(context, 'ReturnMergedResources')
}

/** A branding style as the API shows it: without settings when it has none, always with its assets. */
export function describeBranding(branding: BrandingRecord): Defined<ManagedLoginBrandingType> {
  return {
    ManagedLoginBrandingId: branding.id,
    UserPoolId: branding.poolId,
    UseCognitoProvidedValues: branding.useCognitoProvidedValues,
    ...(branding.settings !== undefined && { Settings: branding.settings }),
    Assets: [...branding.assets],
    CreationDate: branding.createdAt,
    LastModifiedDate: branding.modifiedAt,
  }
}
