/** A certificate with an EC key (P-256), made for these tests; nobody has its private key. */
export const certificate =
  'MIIBcjCCARmgAwIBAgIUdHsnpq3yqmbXzi48paZin+naw5swCgYIKoZIzj0EAwIwDjEMMAoGA1UEAwwDaWRwMCAXDTI2MTEyMjE3' +
  'MzcyN1oYDzIxMjYxMDI5MTczNzI3WjAOMQwwCgYDVQQDDANpZHAwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASHcO0agitk3cXT' +
  'qHcVCIzJq8cIpdlH/vjBiUc0OLtA+qxZEYCOVOpxBTbo0qYRVE6vv9MveQ96xLuAElUZqKDvo1MwUTAdBgNVHQ4EFgQUt+OLTtA6' +
  'wUmwSNpelSVE4HuglFMwHwYDVR0jBBgwFoAUt+OLTtA6wUmwSNpelSVE4HuglFMwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQD' +
  'AgNHADBEAiA9TcK77uQncR+8DuWQPD8Ytkwp/zXAxYW/+/LmQvIOgwIgaWhTJ/j63vPd/jUYLX1tGhJzIrIE+GU5nW2sgoCpKx4='

/** One with an RSA key of 1024 bits, which is too weak. */
export const weakCertificate =
  'MIIB+jCCAWOgAwIBAgIUYWGnooHQHoYxKYBlt2W9xxD7qwUwDQYJKoZIhvcNAQELBQAwDjEMMAoGA1UEAwwDaWRwMCAXDTI2MTEy' +
  'MjE3MzcyN1oYDzIxMjYxMDI5MTczNzI3WjAOMQwwCgYDVQQDDANpZHAwgZ8wDQYJKoZIhvcNAQEBBQADgY0AMIGJAoGBAJll+gQ/' +
  '0biMDbImMhf7hzcVbU+8Gz6uEzmU4tLfa2WhTMuV44RWRUEP8J2Sp8edDKvuYIETqoNBkaMqkg4/w/wjbV5wj/gu0R2BKb6a22nd' +
  'hgwpYkuytL1VXG98Rh21lkhTD5TN/Xr1W+E+e0itjqeIA+xNVXw2huee1iz0G/iJAgMBAAGjUzBRMB0GA1UdDgQWBBQT3zkC74oQ' +
  'ZDeM3VXIzT9/UVEG/DAfBgNVHSMEGDAWgBQT3zkC74oQZDeM3VXIzT9/UVEG/DAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEB' +
  'CwUAA4GBACvhpLN8hTITP3RtospZxuqcqerHXJ/PWgKlRafuJ5Co0lBR6t2nOXUNsxXt5pj0OO1rHLRUzNCaT9deeTAk02RTyudX' +
  'aS5AiudJeVGgBrAXt170uN205qTGoTMfqnKStUcDAgzjrYCxKFxIBrxXYw9oIeP6DxMHhFaT61bZ7+rF'

export const entityId = 'https://idp.example.com/saml'

/** The metadata of an identity provider as such providers write it; `more` replaces parts of it. */
export function samlMetadata(
  more: { readonly attributes?: string; readonly keys?: string; readonly services?: string } = {},
): string {
  const keys = more.keys ?? signingKey(certificate)
  const services =
    more.services ??
    `<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/slo"/>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example.com/post"/>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/sso?a=1&amp;b=2"/>`
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- made by a test -->
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ${more.attributes ?? `entityID="${entityId}"`}>
  <md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    ${keys}
    ${services}
  </md:IDPSSODescriptor>
</md:EntityDescriptor>`
}

export function signingKey(base64: string, use = 'signing'): string {
  return `<md:KeyDescriptor use="${use}"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
      <ds:X509Data><ds:X509Certificate>
        ${base64}
      </ds:X509Certificate></ds:X509Data>
    </ds:KeyInfo></md:KeyDescriptor>`
}
