// What the page uses of fflate: share links (deflate) and folders to download (zip). The synchronous functions only: its others
// make workers out of blobs, which the page's Content-Security-Policy refuses.
export { deflateSync, Inflate, inflateSync, strFromU8, strToU8, unzipSync, zipSync } from "fflate";
