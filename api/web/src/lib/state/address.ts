// The address of what is shown (`#/rfq/12/line/3`), so that a page can be reloaded, kept and sent to a colleague.

export interface Address {
  rfq: number
  row: string | null
}

export function parseAddress(hash: string): Address | null {
  const parts = /^#\/rfq\/(\d{1,15})(?:\/(line|file)\/(\d{1,9}))?$/.exec(hash)
  if (!parts) return null
  return { rfq: Number(parts[1]), row: parts[2] ? `${parts[2]} ${parts[3]}` : null }
}

export function addressOf(rfq: number, row: string | null): string {
  return `#/rfq/${rfq}${row === null ? '' : `/${row.replace(' ', '/')}`}`
}
