// Files out of a drop or a picker, folders walked. Names keep the path inside the folder, so that two `plan.pdf` stay two.
import type { NamedFile } from './api/upload'

/** Rubbish that systems leave in folders. */
const IGNORED = /^(\.DS_Store|Thumbs\.db|desktop\.ini|~\$.*|\._.*)$/i

/** Entries must be taken from the event at once: the list is empty after the first pause. */
export async function filesOfDrop(transfer: DataTransfer): Promise<NamedFile[]> {
  const entries = [...transfer.items].map((item) => (item.kind === 'file' ? (item.webkitGetAsEntry?.() ?? null) : null))
  const loose = [...transfer.files]
  if (!entries.some((entry) => entry !== null)) return named(loose)
  const walked: NamedFile[] = []
  for (const entry of entries) if (entry) await walk(entry, '', walked)
  return walked.filter(({ file }) => !IGNORED.test(file.name))
}

export function filesOfPicker(list: FileList | null): NamedFile[] {
  return named([...(list ?? [])])
}

function named(files: File[]): NamedFile[] {
  return files.filter((file) => !IGNORED.test(file.name)).map((file) => ({ file, name: file.webkitRelativePath || file.name }))
}

async function walk(entry: FileSystemEntry, folder: string, into: NamedFile[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File | null>((resolve) => (entry as FileSystemFileEntry).file(resolve, () => resolve(null)))
    if (file) into.push({ file, name: folder + file.name })
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  for (;;) {
    // A folder answers in portions (100 entries in Chromium) until one is empty.
    const portion = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])))
    if (portion.length === 0) return
    for (const member of portion) await walk(member, `${folder}${entry.name}/`, into)
  }
}

/** Adds files to a list, leaving out those that are already there (same name, size and day). */
export function added(list: NamedFile[], more: NamedFile[]): NamedFile[] {
  const key = ({ file, name }: NamedFile) => `${name}\n${file.size}\n${file.lastModified}`
  const known = new Set(list.map(key))
  return [...list, ...more.filter((it) => !known.has(key(it)) && known.add(key(it)))]
}
