import { setFlagsFromString } from 'node:v8'

/**
 * Has V8 collect garbage as suits a server that passes requests on. Counts for code that is not optimized yet, and for memory
 * that is not taken yet: call it early.
 */
export function suitGarbageCollection(): void {
  keepObjectsYoung()
  countBuffersWithHeap()
}

/**
 * Has V8 begin every object among the young ones. It would learn from requests that wait for a slow backend to make what
 * belongs to a request old at once, and keep doing so: then nothing of any request is freed before the whole heap is
 * looked through, which cost a sixth of the gateway's time.
 */
function keepObjectsYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring')
}

/**
 * Has V8 look through the whole heap when it has grown, with the memory of Buffers counted as a part of it. It would else do so
 * for every few dozen megabytes of Buffers, which are freed long before: each piece of a body that is read is one, and the search
 * cost half of what it takes to pass a large request on.
 */
function countBuffersWithHeap(): void {
  setFlagsFromString('--external-memory-accounted-in-global-limit')
  // Unknown to V8 before 14; by a third otherwise.
  if (Number.parseInt(process.versions.v8, 10) >= 14) setFlagsFromString('--external-memory-max-growing-factor=2')
}
