// Where the sheet stands in the window: scale (screen pixels per sheet unit) and the place of its top left corner. Pure arithmetic.
import type { Box } from '../api/types'

export interface Camera {
  scale: number
  x: number
  y: number
}

export interface Size {
  width: number
  height: number
}

const MARGIN = 12
/** Times the fitted scale. */
const LARGEST = 40
const SMALLEST = 0.5

/** The whole sheet, centred. */
export function fit(sheet: Size, port: Size): Camera {
  const scale = Math.max(1e-6, Math.min((port.width - 2 * MARGIN) / sheet.width, (port.height - 2 * MARGIN) / sheet.height))
  return { scale, x: (port.width - sheet.width * scale) / 2, y: (port.height - sheet.height * scale) / 2 }
}

/** Zooms about a point of the window, which stays where it is. */
export function zoom(camera: Camera, factor: number, at: { x: number; y: number }, fitted: number): Camera {
  const scale = Math.min(fitted * LARGEST, Math.max(fitted * SMALLEST, camera.scale * factor))
  const kept = scale / camera.scale
  return { scale, x: at.x - (at.x - camera.x) * kept, y: at.y - (at.y - camera.y) * kept }
}

/** Some of the sheet always stays in the window. */
export function hold(camera: Camera, sheet: Size, port: Size): Camera {
  const keep = 60
  const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high)
  return {
    scale: camera.scale,
    x: clamp(camera.x, keep - sheet.width * camera.scale, port.width - keep),
    y: clamp(camera.y, keep - sheet.height * camera.scale, port.height - keep),
  }
}

/** Brings a box into view: nothing moves when it is well in sight and large enough to read, else it comes to the centre. */
export function reveal(camera: Camera, box: Box, sheet: Size, port: Size, fitted: number): Camera {
  const readable = 14
  const height = Math.min(box[3] - box[1], box[2] - box[0])
  const scale = Math.max(camera.scale, Math.min(readable / Math.max(height, 1e-6), fitted * 4))
  const inSight = (next: Camera) =>
    box[0] * next.scale + next.x > 20 && box[2] * next.scale + next.x < port.width - 20 &&
    box[1] * next.scale + next.y > 20 && box[3] * next.scale + next.y < port.height - 20
  if (scale <= camera.scale * 1.05 && inSight(camera)) return camera
  const centre = { x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 }
  return hold({ scale, x: port.width / 2 - centre.x * scale, y: port.height / 2 - centre.y * scale }, sheet, port)
}

/** Width to ask the service for: steps, so that zooming does not ask anew at each turn of the wheel. */
export function imageWidth(shown: number, ratio: number): number {
  const wanted = shown * ratio
  return wanted <= 1700 ? 1600 : wanted <= 3600 ? 3200 : 5000
}
