/* The smallest texts that have the first bytes of an image format. */

export const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
export const jpeg = Buffer.from('\xff\xd8\xff\xe0', 'latin1')
export const ico = Buffer.from('\0\0\x01\0', 'latin1')
export const webp = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')
export const svg = Buffer.from('<?xml version="1.0"?><!-- <b> --><svg xmlns="http://www.w3.org/2000/svg"/>')
