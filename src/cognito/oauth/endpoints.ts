import type { DomainPath } from '../domains/domain-exchange.ts'
import { samlPaths } from '../saml/saml-names.ts'
import { authorize } from './authorize.ts'
import { idpResponse } from './idp-response.ts'
import { logout } from './logout.ts'
import { revoke } from './revoke.ts'
import { samlIdpResponse } from './saml-idp-response.ts'
import { samlLogout } from './saml-logout.ts'
import { token } from './token.ts'
import { userInfo } from './user-info.ts'

/** The OAuth 2.0, OpenID Connect and SAML endpoints of a domain, by path. */
export const endpoints: Readonly<Record<string, DomainPath>> = {
  '/oauth2/authorize': { methods: ['GET', 'POST'], answer: authorize },
  '/oauth2/token': { methods: ['POST'], answer: token, isForPrograms: true },
  '/oauth2/userInfo': { methods: ['GET', 'POST'], answer: userInfo, isForPrograms: true },
  '/oauth2/revoke': { methods: ['POST'], answer: revoke, isForPrograms: true },
  '/oauth2/idpresponse': { methods: ['GET', 'POST'], answer: idpResponse },
  [samlPaths.idpResponse]: { methods: ['GET', 'POST'], answer: samlIdpResponse },
  [samlPaths.logout]: { methods: ['POST'], answer: samlLogout },
  '/logout': { methods: ['GET'], answer: logout },
}
