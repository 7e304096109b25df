import { setFlagsFromString } from 'node:v8'

/**
 * Has V8 begin every object among the young ones. It would learn from requests that wait for a slow backend to make what
 * belongs to a request old at once, and keep doing so: then nothing of any request is freed before the whole heap is
 * looked through, which cost a sixth of the gateway's time. It counts for code that is not optimized yet: call it early.
 */
export function keepObjectsYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring')
}
