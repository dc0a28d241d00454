// What is being sent: each drop is one RFQ, with progress, cancel and retry.
import { problemFrom, type Problem } from '../api/problem'
import { shares, upload, type NamedFile, type RfqForm } from '../api/upload'
import type { Rfq } from '../api/types'

export type UploadStatus = 'sending' | 'storing' | 'failed'

export class Upload {
  status = $state<UploadStatus>('sending')
  sent = $state(0)
  total = $state(0)
  problem = $state.raw<Problem | null>(null)
  cancel = () => {}

  /** 0 to 1, each file. */
  shares = $derived.by(() => shares(this.files.map(({ file }) => file.size), this.sent, this.total))

  constructor(
    readonly id: number,
    readonly files: NamedFile[],
    readonly form: RfqForm,
  ) {}

  get bytes(): number {
    return this.files.reduce((sum, { file }) => sum + file.size, 0)
  }
}

class Uploads {
  items = $state.raw<Upload[]>([])
  #next = 1

  /** `done` is told when the service has the files. */
  start(files: NamedFile[], form: RfqForm, done: (rfq: Rfq) => void): void {
    const item = new Upload(this.#next++, files, form)
    this.items = [item, ...this.items]
    this.#send(item, done)
  }

  retry(item: Upload, done: (rfq: Rfq) => void): void {
    item.status = 'sending'
    item.sent = 0
    item.problem = null
    this.#send(item, done)
  }

  remove(item: Upload): void {
    item.cancel()
    this.items = this.items.filter((it) => it !== item)
  }

  #send(item: Upload, done: (rfq: Rfq) => void): void {
    item.total = item.bytes
    item.cancel = upload(item.files, item.form, {
      progress: (sent, total) => {
        item.sent = sent
        item.total = total
      },
      sent: () => {
        item.sent = item.total
        item.status = 'storing'
      },
      done: (rfq) => {
        this.items = this.items.filter((it) => it !== item)
        done(rfq)
      },
      failed: (problem) => {
        item.status = 'failed'
        item.problem = problem ?? problemFrom(0, '')
      },
    })
  }
}

export const uploads = new Uploads()
