// What the service answers: /api/openapi.json and the command line contract, nothing more than the pages use.

export type RfqStatus = 'queued' | 'reading' | 'pricing' | 'done' | 'failed'
export type FileStatus = 'waiting' | 'reading' | 'read' | 'failed'
export type FileKind = 'pdf' | 'image' | 'dxf' | 'dwg' | 'step' | 'iges' | 'archive' | 'unknown'
export type Severity = 'info' | 'warning' | 'error'

export interface Diagnostic {
  code: string
  severity: Severity
  message: string
  page?: number | null
}

export interface RfqFile {
  position: number
  /** File name as sent; members of an archive are `archive.zip!/member`. */
  name: string
  sha256: string | null
  bytes: number
  kind: FileKind
  status: FileStatus
  pages: number
  /** Quote line it belongs to. */
  line: number | null
  diagnostics: Diagnostic[]
}

export interface RfqSummary {
  id: number
  received_at: string
  status: RfqStatus
  customer: string | null
  requested_date: string | null
  quantities: number[]
  quantities_source: 'form' | 'email' | 'default'
  quote: string | null
  problem: { code: string; message: string } | null
  file_count: number
}

export type Rfq = Omit<RfqSummary, 'file_count'> & { files: RfqFile[] }

export interface Page<T> {
  items: T[]
  next_before: number | string | null
}

/** [x0, y0, x1, y1], millimetres on the sheet as displayed (or pixels of the raster), origin top left. */
export type Box = [number, number, number, number]

export interface Extracted {
  value: string
  normalized: Record<string, unknown> | null
  confidence: number | null
  source: string
  page: number
  box: Box | null
  box_px: Box | null
  ref?: string
}

interface Placed {
  text: string
  page: number
  box: Box | null
  box_px?: Box | null
  confidence?: number | null
  ref?: string
}

export interface Dimension extends Placed {
  kind: string
  nominal_mm: number | null
  nominal_deg?: number | null
  upper_mm: number | null
  lower_mm: number | null
  fit: string | null
  count: number
  critical: boolean
}

export interface GeometricTolerance extends Placed {
  characteristic: string
  value_mm: number | null
  datums: string[]
}

export interface Roughness extends Placed {
  parameter: string
  value_um: number | null
}

export type Note = Placed

export interface Sheet {
  page: number
  title_block: Record<string, Extracted>
  dimensions: Dimension[]
  geometric_tolerances: GeometricTolerance[]
  roughness: Roughness[]
  notes: Note[]
}

export interface PageInfo {
  page: number
  size_mm: [number, number] | null
  size_px: [number, number] | null
  dpi: number | null
  dpi_source: string | null
}

export interface Hole {
  diameter_mm: number | null
  depth_mm: number | null
  through: boolean
  kind: string
  count: number
}

/** Solid (STEP, IGES) or flat (DXF, DWG) geometry: each file has the keys of its kind. */
export interface Geometry {
  unit?: string | null
  bbox_mm?: number[] | null
  /** Of the bodies alone, where loose curves reach beyond them. */
  solid_bbox_mm?: number[] | null
  solids?: number
  volume_mm3?: number | null
  area_mm2?: number | null
  faces?: number
  faces_by_kind?: Record<string, number>
  holes?: Hole[]
  products?: number
  product_id?: string | null
  product_name?: string | null
  version?: string | null
  entities?: Record<string, number>
  cut_length_mm?: number | null
  closed_contours?: number
}

export interface ProcessGuess {
  process: string
  probability: number
  evidence: string[]
}

export interface Analysis extends Sheet {
  file: string
  kind: FileKind
  pages: PageInfo[]
  geometry: Geometry | null
  processes: ProcessGuess[]
  sheets: Sheet[]
  diagnostics: Diagnostic[]
}

export interface Operation {
  op: number
  name: string
  text?: string | null
  work_centre: string
  machine?: string | null
  setup_s: number | null
  run_s: number | null
  p10_s: number | null
  p90_s: number | null
  no_interval_reason?: string | null
  basis: string
}

export interface DisagreementPlace {
  value: string
  page?: number | null
  box?: Box | null
  ref?: string | null
  /** The file it stands in, as it was sent. */
  file?: string | null
}

export interface Disagreement {
  what: string
  drawing: DisagreementPlace
  model: DisagreementPlace
}

export interface SimilarPart {
  quote: string
  rfq: number
  line: number
  date: string
  drawing_number: string | null
  title: string | null
  revision: string | null
  material: string | null
  process: string | null
  envelope_mm: number[] | null
  /** 0 for the same part, 1 for one that is hardly comparable. */
  distance: number
  repeat: boolean
  shared: string[]
  apart: string[]
  operations: { op: number; name: string; work_centre: string; setup_s: number | null; run_s: number | null }[]
  prices: { scenario: ScenarioName; quantity: number; unit_price: string; currency: string }[]
}

export interface QuoteLine {
  line: number
  files: string[]
  drawing_number: string | null
  title: string | null
  material: string | null
  revision: string | null
  heat_treatment?: string | null
  surface_treatment?: string | null
  process: string | null
  manual_reason: string | null
  envelope_mm?: number[] | null
  envelope_from?: string | null
  raw_stock?: { text: string; reasons: string[]; mass_kg: number | null; part_mass_kg: number | null } | null
  launched?: number | null
  infeasible?: string[] | null
  assumptions?: string[] | null
  operations: Operation[]
  disagreements: Disagreement[]
  /** Earlier parts like it, nearest first; older services say nothing. */
  similar?: SimilarPart[]
  questions: string[]
}

export type ScenarioName = 'express' | 'standard' | 'economic'

export interface ScenarioLine {
  line: number
  unit_price: string | null
  total: string | null
  margin_percent?: string | null
  breakdown: Record<string, string>
  reasons?: string[]
}

export interface Scenario {
  name: ScenarioName
  quantity: number
  /** Null while a line has no price. */
  total: string | null
  currency: string
  /** Null, with the day, when nothing is priced or the work ends beyond the calendar; the reasons say which. */
  lead_time_days: number | null
  delivery_date: string | null
  reasons: string[]
  lines: ScenarioLine[]
}

export interface Quote {
  number: string
  date: string
  valid_until: string
  rfq?: number | null
  lines: QuoteLine[]
  scenarios: Scenario[]
  diagnostics?: Diagnostic[]
}

export interface Shop {
  company: string
  currency: string
}

export interface Health {
  status: string
  version: string
  ocr?: boolean
}

export interface Account {
  id: number
  login: string
  name: string
  role: 'admin' | 'estimator' | 'methods' | 'analyst' | 'shop_manager' | 'operator' | 'quality'
}

export interface Session {
  account: Account
  rights: Record<string, 'none' | 'own' | 'read' | 'write'>
  csrf: string | null
}

export interface SetupState {
  needed: boolean
  logged_in: boolean
}
