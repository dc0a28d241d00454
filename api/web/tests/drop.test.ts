import { describe, expect, it } from 'vitest'
import { filesOfDrop, filesOfPicker } from '../src/lib/drop'

type Tree = string | { [folder: string]: Tree[] }

function entry(tree: Tree): FileSystemEntry {
  if (typeof tree === 'string') {
    return { isFile: true, name: tree, file: (take: (file: File) => void, fail: () => void) => (tree.startsWith('locked') ? fail() : take({ name: tree } as File)) } as unknown as FileSystemEntry
  }
  const [name, members] = Object.entries(tree)[0] as [string, Tree[]]
  return {
    isFile: false,
    name,
    createReader: () => {
      const left = members.map(entry)
      // Chromium answers in portions.
      return { readEntries: (take: (entries: FileSystemEntry[]) => void) => take(left.splice(0, 2)) }
    },
  } as unknown as FileSystemEntry
}

const dropped = (trees: Tree[], loose: string[] = []) =>
  ({
    items: trees.map((tree) => ({ kind: 'file', webkitGetAsEntry: () => entry(tree) })),
    files: loose.map((name) => ({ name, webkitRelativePath: '' })),
  }) as unknown as DataTransfer

describe('a drop', () => {
  it.each([
    ['files', ['a.pdf', 'b.step'], ['a.pdf', 'b.step']],
    ['folders, whole, with their paths', [{ affaire: ['1.pdf', '2.pdf', '3.pdf', { tôles: ['1.pdf', '4.dxf'] }] }, 'b.pdf'], ['affaire/1.pdf', 'affaire/2.pdf', 'affaire/3.pdf', 'affaire/tôles/1.pdf', 'affaire/tôles/4.dxf', 'b.pdf']],
    ['without what systems leave behind', [{ lot: ['.DS_Store', 'Thumbs.db', '._a.pdf', '~$devis.docx', 'a.pdf'] }], ['lot/a.pdf']],
    ['without what cannot be opened', ['locked.pdf', 'a.pdf'], ['a.pdf']],
  ] as [string, Tree[], string[]][])('%s', async (_, trees, expected) => expect((await filesOfDrop(dropped(trees))).map((it) => it.name)).toEqual(expected))

  it('in a browser that has no entries', async () => expect((await filesOfDrop(dropped([], ['a.pdf']))).map((it) => it.name)).toEqual(['a.pdf']))

  it('from a folder picker keeps the path', () =>
    expect(filesOfPicker([{ name: 'a.pdf', webkitRelativePath: 'lot/a.pdf' }] as unknown as FileList).map((it) => it.name)).toEqual(['lot/a.pdf']))
})
