#!/usr/bin/env python3
"""Checks a Sigillum bundle, independently of the program that wrote it.

This is the second reader: it was written from FORMAT.md alone and shares no code with Sigillum. It needs Python 3.9 or
later and OpenSSH's `ssh-keygen` (or, with --pure, nothing else); for a time token also `openssl`. The headings below are the sections of FORMAT.md.

    sigillum_reader.py BUNDLE [--signers FILE | --trust LIST --root SHA256:...] [--base BUNDLE ...]
        [--receipt FILE ...] [--token FILE] [--tsa-ca FILE] [--entries] [--pure] [--json]

BUNDLE is a folder or a ZIP. It is only read; links are never followed. --signers is an `allowed_signers` file from
outside the bundle; without it no bundle is better than "unverifiable". With --trust, receipts
in the bundle and those of --receipt (each with its .sig beside it) tell what is older than the revocation of its key. A time token (RFC 3161) is the file --token, or
the bundle's name with .tsr where that lies beside it; it counts only by the certificates of --tsa-ca. --entries checks each entry's own signature too
(otherwise entries are bound by the chain's signed head and the bundle's signature). Derived files (tables, pages,
index, verify.txt) are held to the signed manifests, but not made again.

Exit: 0 verified, 1 any other verdict, 2 wrong usage, 3 could not read.
"""
import argparse, base64, collections, concurrent.futures, contextlib, datetime, functools, hashlib, io, json, os, re, shutil, stat
import struct, subprocess, sys, tempfile, unicodedata, zlib

# ---------------------------------------------------------------- 12. Verdicts (first, because all else reports to it)

CODES = {
    "altered": "digest-differs bag-form path-unsafe zip-form signature-bad entry-form chain-broken chain-start"
               " withheld-form head-form head-differs base-form note-differs derived-differs other-operation",
    "missing": "file-missing tail-missing base-absent original-missing",
    "unexpected": "file-unlisted original-unnamed",
    "unverifiable": "chain-forked clock-backwards clock-leap seen-elsewhere class-differs size-differs withheld-unbound"
                    " signer-unknown signer-expired signer-revoked receipt-unknown time-form time-other-file"
                    " time-authority-unknown time-not-judged",
}
KIND_OF = {code: kind for kind, codes in CODES.items() for code in codes.split()}
MOST_FINDINGS = 100_000  # all are counted; a hostile bundle does not fill the memory with them


class Report:
    """Collects findings; what is verified is only counted."""

    def __init__(self):
        self.counts, self.findings, self.inside = collections.Counter(), [], ""

    def ok(self):
        self.counts["verified"] += 1

    def add(self, code, path, expected="", found=""):
        self.counts[KIND_OF[code]] += 1
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append({"kind": KIND_OF[code], "code": code, "path": self.inside + path,
                                  "expected": str(expected)[:300], "found": str(found)[:300]})

    def verdict(self):
        # A token that nobody could judge says nothing of the bundle, of which it is no part.
        told = collections.Counter(f["kind"] for f in self.findings if f["code"] == "time-not-judged")
        counts = self.counts - told
        for kinds, verdict in ((("altered", "unexpected"), "altered"), (("missing",), "incomplete"),
                               (("unverifiable",), "unverifiable")):
            if any(counts[kind] for kind in kinds):
                return verdict
        return "verified"


# ---------------------------------------------------------------- 1. Digests and text

HEX32, HEX64, HEX128 = (re.compile("[0-9a-f]{%d}" % n) for n in (32, 64, 128))


def sha256(data):
    return hashlib.sha256(data).digest()


def is_hex(value, pattern):
    return isinstance(value, str) and pattern.fullmatch(value) is not None


# ---------------------------------------------------------------- 2. JSON as evidence

BIGGEST = 2**53 - 1


def _integer(text):
    if text == "-0" or len(text) > 17 or abs(int(text)) > BIGGEST:
        raise ValueError("a number that is no integer within 2^53 - 1")
    return int(text)


def _no_number(_text):
    raise ValueError("a fraction, an exponent or no number")


def _object(pairs):
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name twice in one object")
    return made


def read_json(line):
    """The object that a line holds. Raises ValueError."""
    try:
        text = line.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_object, parse_int=_integer, parse_float=_no_number,
                           parse_constant=_no_number)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(value, dict):
        raise ValueError("not an object")
    todo = [(value, 1)]
    while todo:
        item, depth = todo.pop()
        if isinstance(item, (dict, list)):
            if depth > 16:
                raise ValueError("nested deeper than 16")
            todo += [(part, depth + 1) for part in (list(item) + list(item.values()) if isinstance(item, dict) else item)]
        elif isinstance(item, str):
            item.encode("utf-8")  # fails, as a ValueError, on a lone surrogate
    return value


# ---------------------------------------------------------------- 3. The entry

MAX_LINE = 262_144
KNOWN_KINDS = set("""chain.start operation.set operation.adopt template.define signer.introduce artefact.create artefact.set
    artefact.withdraw package.create package.set package.withdraw intake.record photo.add photo.set photo.place
    photo.unplace photo.withdraw note.seal custody.record custody.accept custody.correct export.record import.record
    receipt.accept""".split())
SELF_KINDS = {"artefact.create", "package.create", "note.seal", "custody.record", "photo.place"}
ONE_RECORD = re.compile(r".*\.(create|set|withdraw)|note\.seal|photo\.(add|place|unplace)")
RECORD = re.compile(r"operation:[0-9a-f]{32}|(?!operation:)[a-z]{1,32}:[0-9a-f]{64}")
AT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})\.[0-9]{3}Z")
ZONE = re.compile(r"[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00")


class Entry:
    """What the later checks need of one entry. Digests and links are bytes, ids are the texts of the line."""

    __slots__ = "digest path op chain seq prev clock at kind class_ changes heads originals start adopts receipt".split()


def require(condition, what):
    if not condition:
        raise ValueError(what)


def is_int(value, least):
    return type(value) is int and value >= least


def is_moment(text):
    match = isinstance(text, str) and AT.fullmatch(text)
    if not match:
        return False
    year, month, day, hour, minute, second = map(int, match.groups())
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= month <= 12 and 1 <= day <= days[month - 1] and hour < 24 and minute < 60 and second < 60


def read_head_object(value, exact=False):
    """Section 5's JSON form of a head, as (chain, seq, link). Raises ValueError."""
    require(isinstance(value, dict) and is_hex(value.get("chain"), HEX32) and is_int(value.get("seq"), 1)
            and is_hex(value.get("link"), HEX64) and (not exact or len(value) == 3), "a head is not of section 5")
    return value["chain"], value["seq"], bytes.fromhex(value["link"])


def read_changes(changes, kind, own_digest):
    """[(record, field, seen, value)] with `self` resolved. Raises ValueError."""
    registers = {}
    for change in changes:
        require(isinstance(change, dict) and "value" in change, "a change is no object with a value")
        record, field, seen = change.get("record"), change.get("field"), change.get("seen")
        if record == "self":
            require(kind in SELF_KINDS or kind not in KNOWN_KINDS, "`self` in a kind that creates nothing")
            word = "placement" if kind == "photo.place" else kind.partition(".")[0] if "." in kind else ""
            record = word + ":" + own_digest.hex()
        require(isinstance(record, str) and RECORD.fullmatch(record), "a record id has not its form")
        require(isinstance(field, str) and 1 <= len(field.encode()) <= 128
                and not any(unicodedata.category(c) == "Cc" for c in field), "a field's name has not its form")
        require(isinstance(seen, list) and len(seen) <= 4096 and all(is_hex(d, HEX64) for d in seen)
                and len(set(seen)) == len(seen), "`seen` is no list of at most 4096 distinct digests")
        require((record, field) not in registers, "one register changed twice")
        registers[record, field] = (tuple(map(bytes.fromhex, seen)), change["value"])
    require(not ONE_RECORD.fullmatch(kind) or len({record for record, _ in registers}) <= 1, "changes of more than one record")
    return [key + value for key, value in registers.items()]


def read_originals(originals):
    require(isinstance(originals, list), "`originals` is no list")
    for item in originals:
        require(isinstance(item, dict) and is_hex(item.get("sha256"), HEX64) and is_int(item.get("size"), 0)
                and isinstance(item.get("ext"), str) and re.fullmatch("[a-z0-9]{1,8}", item["ext"]), "an original has not its form")
    return [(item["sha256"], item["size"], item["ext"]) for item in originals]


def read_entry(line, digest, path):
    """The entry that a line is. Raises ValueError with what is wrong."""
    require(line.endswith(b"\n"), "no LF at the end")
    raw, entry = read_json(line[:-1]), Entry()
    require(type(raw.get("v")) is int and raw["v"] == 1, "`v` is not 1")
    for name, pattern in ("op", HEX32), ("chain", HEX32), ("prev", HEX64), ("salt", HEX32), ("save", HEX32):
        require(is_hex(raw.get(name), pattern), "`%s` has not its form" % name)
    require(is_int(raw.get("seq"), 1) and is_int(raw.get("clock"), 1), "`seq` or `clock` is no integer above 0")
    require(is_moment(raw.get("at")), "`at` is no moment")
    require(isinstance(raw.get("zone"), str) and ZONE.fullmatch(raw["zone"]) and raw["zone"] != "-00:00", "`zone` has not its form")
    require(raw.get("class") in ("open", "internal"), "`class` is neither open nor internal")
    require(isinstance(raw.get("kind"), str) and re.fullmatch("[a-z0-9._-]{1,64}", raw["kind"]), "`kind` has not its form")
    require(isinstance(raw.get("changes"), list) and isinstance(raw.get("body"), dict), "`changes` or `body` has not its form")
    body = raw["body"]
    entry.digest, entry.path, entry.op, entry.chain, entry.seq = digest, path, raw["op"], raw["chain"], raw["seq"]
    entry.prev, entry.clock, entry.at = bytes.fromhex(raw["prev"]), raw["clock"], raw["at"]
    entry.kind, entry.class_ = raw["kind"], raw["class"]
    entry.changes = read_changes(raw["changes"], entry.kind, digest)
    entry.originals = read_originals(body.get("originals", []))
    entry.heads, entry.start, entry.adopts, entry.receipt = [], None, None, None
    require((entry.seq == 1) == (entry.kind == "chain.start"), "chain.start where seq is not 1, or the other way round")
    if entry.kind in ("chain.start", "import.record"):
        heads = body.get("heads", [])
        require(isinstance(heads, list), "`heads` is no list")
        entry.heads = [read_head_object(head) for head in heads]
    if entry.kind == "chain.start":
        if "continues" in body:
            read_head_object(body["continues"])
        key = read_public_key(body.get("public_key"))
        if key and good_key(key) and is_hex(body.get("nonce"), HEX32) and isinstance(body.get("device"), str):
            entry.start = (key, bytes.fromhex(body["nonce"]))
    if entry.kind == "operation.adopt" and is_hex(body.get("operation"), HEX32):
        entry.adopts = body["operation"]
    if entry.kind == "receipt.accept":
        entry.receipt = (body.get("receipt"), body.get("signature"))
    return entry


# ---------------------------------------------------------------- 4. The chain

CLOCK_LEAP = 1_000_000


def chain_id(op, key, nonce):
    return sha256(b"sigillum chain id v1\n" + bytes.fromhex(op) + key + nonce)[:16].hex()


def link_zero(chain):
    return sha256(b"sigillum chain v1\n" + bytes.fromhex(chain))


def read_public_key(text):
    """The 32 raw bytes of `ssh-ed25519 AAAA...`, or None."""
    if not isinstance(text, str) or len(text) != 80 or not text.isascii():
        return None
    try:
        key = base64.b64decode(text[12:], validate=True)[-32:]
    except ValueError:
        return None
    return key if public_key_text(key) == text else None


def public_key_text(key):
    return "ssh-ed25519 " + base64.b64encode(ssh_string(b"ssh-ed25519") + ssh_string(key)).decode()


# Ed25519 (RFC 8032) with Python's integers: points are (X, Y, Z, T), x = X/Z, y = Y/Z, xy = T/Z.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


def point_add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_decode(data):
    """The point of a canonical encoding, or None."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x + u) % P == 0:
        x = x * ROOT % P
    if len(data) != 32 or y >= P or (v * x * x - u) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def point_encode(p):
    inverse = pow(p[2], P - 2, P)
    x, y = p[0] * inverse % P, p[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def point_sum(a, p, b, q):
    """a·p + b·q."""
    both, total = point_add(p, q), NEUTRAL
    for bit in range(max(a.bit_length(), b.bit_length()) - 1, -1, -1):
        total = point_add(total, total)
        pick = (a >> bit & 1) + 2 * (b >> bit & 1)
        if pick:
            total = point_add(total, (p, q, both)[pick - 1])
    return total


BASE = point_decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


# The canonical encodings of the eight points whose order divides eight.
SMALL_ORDER = {bytes.fromhex(text) for text in (
    "01" + "00" * 31, "ec" + "ff" * 30 + "7f", "00" * 32, "00" * 31 + "80",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa")}


@functools.lru_cache(maxsize=4096)
def good_key(key):
    """The point of a key that section 4 accepts, or None."""
    return None if key in SMALL_ORDER else point_decode(key)


# ---------------------------------------------------------------- 5. Signatures and heads


def ssh_string(data):
    return struct.pack(">I", len(data)) + data


def armour(key, namespace, signature):
    """The file that `ssh-keygen -Y sign` writes."""
    blob = (b"SSHSIG" + struct.pack(">I", 1) + ssh_string(ssh_string(b"ssh-ed25519") + ssh_string(key))
            + ssh_string(namespace.encode()) + ssh_string(b"") + ssh_string(b"sha512")
            + ssh_string(ssh_string(b"ssh-ed25519") + ssh_string(signature)))
    text = base64.b64encode(blob)
    lines = [text[i:i + 70] for i in range(0, len(text), 70)]
    return b"\n".join([b"-----BEGIN SSH SIGNATURE-----", *lines, b"-----END SSH SIGNATURE-----", b""])


def read_armour(data, namespace):
    """(key, signature) of an armoured signature of exactly the right form, or None."""
    try:
        blob = base64.b64decode(b"".join(data.split(b"\n")[1:-2]), validate=True)
    except ValueError:
        return None
    key, signature = blob[33:65], blob[-64:]
    return (key, signature) if len(key) == 32 and armour(key, namespace, signature) == data else None


@functools.lru_cache(maxsize=65536)
def sound_signature(signature):
    """S below the group order, R the canonical encoding of a point that is not of small order."""
    return int.from_bytes(signature[32:], "little") < L and signature[:32] not in SMALL_ORDER and point_decode(signature[:32]) is not None


def verify_pure(key, namespace, message, signature):
    signed = b"SSHSIG" + ssh_string(namespace.encode()) + ssh_string(b"") + ssh_string(b"sha512") + ssh_string(
        hashlib.sha512(message).digest())
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + signed).digest(), "little") % L
    x, y, z, t = good_key(key)
    r = point_sum(int.from_bytes(signature[32:], "little"), BASE, h, (-x, y, z, -t))
    return point_encode(r) == signature[:32]


class Signatures:
    """Checks signatures, some at a time, and reports the bad ones."""

    def __init__(self, report, pure):
        self.report, self.pure, self.pending, self.done, self.made = report, pure, collections.deque(), set(), 0
        self.program = None if pure else shutil.which("ssh-keygen")
        if not pure and not self.program:
            raise OSError("no ssh-keygen on this machine; --pure does without it")
        self.folder = tempfile.TemporaryDirectory(prefix="sigillum-reader-")
        self.pool = concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 2)

    def check(self, path, key, namespace, message, signature):
        if not sound_signature(signature) or good_key(key) is None:
            return self.report.add("signature-bad", path, "S < L, R and the key canonical", signature.hex())
        job = sha256(key + namespace.encode() + b"\n" + sha256(message) + signature)
        if job not in self.done:  # the branches of a fork share their first lines
            self.done.add(job)
            allowed = os.path.join(self.folder.name, key.hex())
            if not self.pure and not os.path.exists(allowed):
                with open(allowed, "w", encoding="ascii") as file:
                    file.write("signer %s\n" % public_key_text(key))
            self.made += 1
            verify = verify_pure if self.pure else functools.partial(self.verify_ssh, str(self.made), allowed)
            self.pending.append((path, namespace, self.pool.submit(verify, key, namespace, message, signature)))
            if len(self.pending) > 64:
                self.drain(32)

    def verify_ssh(self, name, allowed, key, namespace, message, signature):
        path = os.path.join(self.folder.name, name + ".sig")
        with open(path, "wb") as file:
            file.write(armour(key, namespace, signature))
        command = [self.program, "-Y", "verify", "-f", allowed, "-I", "signer", "-n", namespace, "-s", path]
        done = subprocess.run(command, input=message, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        os.unlink(path)
        return done.returncode == 0

    def close(self):
        self.pool.shutdown()
        self.folder.cleanup()

    def good(self, key, namespace, message, signature):
        """Judges one at once, and reports nothing."""
        own = Report()
        judge = Signatures(own, self.pure)
        with contextlib.closing(judge):
            judge.check("", key, namespace, message, signature)
            judge.drain()
        return not own.findings

    def drain(self, leave=0):
        while len(self.pending) > leave:
            path, namespace, result = self.pending.popleft()
            if result.result():
                self.report.ok()
            else:
                self.report.add("signature-bad", path, "a good signature, " + namespace)


HEAD = re.compile(rb"sigillum head v1\n([0-9a-f]{32})\n([0-9a-f]{32})\n([1-9][0-9]{0,15})\n([0-9a-f]{64})\n")
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def head_code(link, seq):
    value = int.from_bytes(link[:10], "big")
    letters = "".join(CROCKFORD[value >> shift & 31] for shift in range(75, -1, -5))
    check = (CROCKFORD + "*~$=U")[((value << 53) + seq) % 37]
    return "-".join(letters[i:i + 4] for i in range(0, 16, 4)) + "-%s %d" % (check, seq)


# ---------------------------------------------------------------- 6. Records, registers and state

WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


class Held:
    """All entries of the bundle and of the bases that were given, and the places of the withheld ones."""

    def __init__(self):
        self.entries = {}  # digest: Entry
        self.places = {}  # (chain, seq, link): digest
        self.at_seq = collections.defaultdict(set)  # (chain, seq): digests
        self.before = {}  # link: the link before it

    def place(self, chain, seq, link, digest):
        self.places[chain, seq, link] = digest
        self.at_seq[chain, seq].add(digest)

    def entry_at(self, chain, seq, link):
        return self.entries.get(self.places.get((chain, seq, link)))


def check_clock(held, entry, report):
    before = held.entry_at(entry.chain, entry.seq - 1, entry.prev)
    if before and entry.clock <= before.clock:
        report.add("clock-backwards", entry.path, "above %d" % before.clock, entry.clock)
    causes = [before] if entry.seq > 1 else []
    causes += [held.entries.get(digest) for change in entry.changes for digest in change[2]]
    causes += [held.entry_at(*head) for head in entry.heads]
    if None not in causes:
        highest = max((cause.clock for cause in causes), default=0)
        if entry.clock > highest + CLOCK_LEAP:
            report.add("clock-leap", entry.path, "at most %d" % (highest + CLOCK_LEAP), entry.clock)


def check_state(held, own_operation, all_lines_here, report):
    counting, grew = {own_operation}, True
    while grew:
        more = {e.adopts for e in held.entries.values() if e.adopts and e.op in counting} - counting
        counting, grew = counting | more, bool(more)
    registers = {digest: {change[:2] for change in entry.changes} for digest, entry in held.entries.items()}
    classes, differing = {}, set()
    for entry in held.entries.values():
        if entry.op not in counting and own_operation and all_lines_here:
            report.add("other-operation", entry.path, own_operation, entry.op)
        check_clock(held, entry, report)
        for record, field, seen in entry.changes:
            for digest in seen:
                if digest in registers and (record, field) not in registers[digest]:
                    report.add("seen-elsewhere", entry.path, "a change of %s %s" % (record, field), digest.hex())
            if field == "exists":
                continue  # what exists is said in every class
            if classes.setdefault((record, field), entry.class_) != entry.class_ and (record, field) not in differing:
                differing.add((record, field))
                report.add("class-differs", entry.path, "one class for %s %s" % (record, field), "open and internal")
    for chain in sorted({chain for (chain, _), digests in held.at_seq.items() if len(digests) > 1}):
        report.add("chain-forked", "data/ledger/" + chain, "one entry at each seq", "several")


# ---------------------------------------------------------------- 10. Bundles: what is there, folder or ZIP

SAFE_PATH = re.compile(r"[a-z0-9._-]+(/[a-z0-9._-]+)*")
MOST_BASE = 1 << 24  # bytes of base.json
MOST_DEEP = 32  # folders; deeper ones are reported and not entered


def is_safe(path):
    return SAFE_PATH.fullmatch(path) is not None and not {".", ".."} & set(path.split("/"))


class Folder:
    """A bundle in a folder. `sizes` are the regular files; all else that is there was reported."""

    def __init__(self, root, report):
        self.root, self.sizes, self.crcs, self.name, self.empty = root, {}, {}, None, []
        todo = [""]
        while todo:
            folder = todo.pop()
            with os.scandir(os.path.join(root, folder)) as listing:
                items = sorted(listing, key=lambda item: os.fsencode(item.name))
            if not items and folder:
                self.empty.append(folder)
            for item in items:
                path = folder + "/" + item.name if folder else item.name
                state = item.stat(follow_symlinks=False)
                if stat.S_ISDIR(state.st_mode) and path.count("/") < MOST_DEEP:
                    todo.append(path)
                elif stat.S_ISREG(state.st_mode):
                    self.sizes[path] = state.st_size
                else:
                    report.add("file-unlisted", path, "a file", "a link, a pipe or the like")
                if not is_safe(path):
                    report.add("path-unsafe", path, "a-z 0-9 . _ - /")

    def open(self, path):
        flags = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
        file = os.fdopen(os.open(os.path.join(self.root, path), flags), "rb")
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            file.close()
            raise OSError("%s changed while it was read" % path)
        return file


MAX16, MAX32 = 0xFFFF, 0xFFFFFFFF


def zip_headers(name, crc, size, offset):
    """The local and the central header that a member must have."""
    big = [size, size] if size >= MAX32 else []
    far = [offset] if offset >= MAX32 else []
    extras = [struct.pack("<HH%dQ" % len(v), 1, 8 * len(v), *v) if v else b"" for v in (big, big + far)]
    version, shown = (45 if extras[1] else 10), min(size, MAX32)
    common = [struct.pack("<HHHHHIIIHH", version, 0, 0, 0, 0x21, crc, shown, shown, len(name), len(x)) for x in extras]
    local = b"PK\3\4" + common[0] + name + extras[0]
    central = (b"PK\1\2" + struct.pack("<H", 45) + common[1] + struct.pack("<HHHII", 0, 0, 0, 0, min(offset, MAX32))
               + name + extras[1])
    return local, central


def zip_end(count, start, length):
    """The bytes from the end of the central directory to the end of the file."""
    made = b""
    if count >= MAX16 or start >= MAX32 or length >= MAX32:
        made = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, length, start)
        made += b"PK\6\7" + struct.pack("<IQI", 0, start + length, 1)
    few = min(count, MAX16)
    return made + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, few, few, min(length, MAX32), min(start, MAX32), 0)


class Part(io.RawIOBase):
    """Some bytes of a file, as a stream of their own."""

    def __init__(self, path, start, size):
        super().__init__()
        self.file, self.left = open(path, "rb"), size
        self.file.seek(start)

    def readable(self):
        return True

    def readinto(self, into):
        data = self.file.read(min(len(into), self.left))
        into[:len(data)] = data
        self.left -= len(data)
        return len(data)

    def close(self):
        self.file.close()
        super().close()


class Zip:
    """A bundle in a ZIP. The form leaves no byte beside the names and contents free: what a header must be is made
    from name, CRC and size in the central directory, and compared; contents are taken from where they must stand."""

    def __init__(self, path, report):
        self.path, self.report = path, report
        self.sizes, self.crcs, self.starts, self.name, self.empty = {}, {}, {}, None, []
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise OSError("%s is no file and no folder" % path)
        with open(path, "rb") as self.file:
            self.length = self.file.seek(0, os.SEEK_END)
            self.read_directory()

    def bad(self, where, found):
        self.report.add("zip-form", where, "the form of section 10", found)

    def read(self, at, size):
        self.file.seek(at)
        return self.file.read(size)

    def read_directory(self):
        count, start = self.find_directory()
        if count == 0:
            return self.bad("", "no files")
        place, at, last = 0, start, b""
        for _ in range(count):
            fixed = self.read(at, 46)
            if len(fixed) < 46 or fixed[:4] != b"PK\1\2":
                return self.bad("", "a central directory that ends early")
            lengths = struct.unpack("<HHH", fixed[28:34])
            rest = self.read(at + 46, sum(lengths))
            name, extra = rest[:lengths[0]], rest[lengths[0]:]
            crc, _, size = struct.unpack("<III", fixed[16:28])
            if size == MAX32 and len(extra) >= 12:
                size = struct.unpack("<Q", extra[4:12])[0]
            local, central = zip_headers(name, crc, size, place)
            shown = name.decode("utf-8", "surrogateescape")
            if self.read(place, len(local)) != local or fixed + rest != central or name <= last:
                self.bad(shown, "a header of another form, a gap, or members out of order")
            if place + len(local) + size > start:
                return self.bad(shown, "a member that does not end before the central directory")
            self.member(shown, crc, size, place + len(local))
            place, at, last = place + len(local) + size, at + 46 + len(rest), name
        if place != start or self.read(at, 200) != zip_end(count, start, at - start):
            self.bad("", "gaps, comments or further bytes around the central directory")

    def find_directory(self):
        """How many members the end of the file says there are, and where the central directory begins."""
        tail = self.read(max(0, self.length - 98), 98)
        end = tail.rfind(b"PK\5\6")
        if end < 0 or len(tail) < end + 22:
            self.bad("", "no end of a ZIP in the last bytes")
            return 0, 0
        count, _, start = struct.unpack("<HII", tail[end + 10:end + 20])
        if end >= 76 and tail[end - 76:end - 72] == b"PK\6\6":
            count, _, start = struct.unpack("<QQQ", tail[end - 44:end - 20])
        return min(count, self.length // 46), min(start, self.length)

    def member(self, path, crc, size, start):
        root, _, inner = path.partition("/")
        self.name = root if self.name is None else self.name
        if not is_safe(inner) or root != self.name or root in ("", ".", ".."):
            self.report.add("path-unsafe", path, "%s/ and a-z 0-9 . _ - /" % self.name)
            inner = path
        if inner in self.sizes:
            return self.bad(path, "a member twice")
        self.sizes[inner], self.crcs[inner], self.starts[inner] = size, crc, start

    def open(self, path):
        return io.BufferedReader(Part(self.path, self.starts[path], self.sizes[path]), 1 << 16)


# ---------------------------------------------------------------- 10. Bundles: what it must hold

TAG_FILES = ["bag-info.txt", "bagit.txt", "manifest-sha256.txt"]
MANIFEST, SEAL = "tagmanifest-sha256.txt", "tagmanifest-sha256.txt.sig"
BAGIT_TXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
ALWAYS = ["data/verify.txt", "data/index.html", "data/keys/allowed_signers"] + [
    "data/tables/%s.csv" % name for name in ("artefacts", "photos", "notes", "custody")]
LABELS = ["External-Identifier", "Bagging-Date", "Payload-Oxum", "Sigillum-Format", "Sigillum-Bundle", "Sigillum-Operation",
          "Sigillum-Chain", "Sigillum-Signer", "Sigillum-Head-Code"]
LANGUAGE = "Sigillum-Language"
NAME = re.compile(r"(?=[a-z0-9-]{1,40}-(?:full|since|dossier|invite)-[0-9a-f]{8}-[0-9]+-[0-9a-f]{6}$)[a-z0-9]+(?:-[a-z0-9]+)*"
                  r"-(full|since|dossier|invite)-([0-9a-f]{8})-([1-9][0-9]{0,15})-[0-9a-f]{6}")
LEDGER = re.compile(r"data/ledger/(([0-9a-f]{32})(-[0-9a-f]{16})?)\.(jsonl|sigs|head|head\.sig)")
OTHERS = re.compile(r"data/(pages/([a-z0-9-]+\.html|preview/[0-9a-f]{64}\.jpg)|base\.json|notes/[0-9a-f]{64}\.(json|sig))")
ORIGINAL = re.compile(r"data/originals/([0-9a-f]{2})/(\1[0-9a-f]{62})\.[a-z0-9]{1,8}")
MANIFEST_LINE = re.compile(rb"([0-9a-f]{64})  ([^\n]+)\n")
WITHHELD = re.compile(rb'\{"withheld":"([0-9a-f]{64})"\}\n')


def read_lines(stream, limit):
    """(line, its digest) of each line; the line is None where it is longer than the limit."""
    for line in iter(lambda: stream.readline(limit + 1), b""):
        if len(line) <= limit:
            yield line, sha256(line)
            continue
        long = hashlib.sha256(line)
        while line and not line.endswith(b"\n"):
            line = stream.readline(limit + 1)
            long.update(line)
        yield None, long.digest()


class Bundle:
    """One bundle. `check` reads all of it once; what it holds stays for the checks across bundles."""

    def __init__(self, path, report, signatures, held, every_entry):
        self.report, self.signatures, self.held, self.every_entry = report, signatures, held, every_entry
        self.source = Folder(path, report) if os.path.isdir(path) else Zip(path, report)
        self.seal_digest = sha256(self.small(MANIFEST)).hex()
        self.info, self.listed, self.key = {}, {}, None
        self.base, self.base_heads = None, collections.defaultdict(list)
        self.keys, self.ends, self.notes, self.originals, self.moments = {}, {}, set(), {}, {}
        self.names = collections.defaultdict(dict)  # signer record: {entry: (seen, name)}
        self.links = {}  # (chain, seq): links, of this bundle's lines
        self.places = {}  # stem: (seq, link) of each of its lines, kept only where a chain has several files
        self.heads_signed = set()  # (key, link)
        self.templates, self.differ = set(), set()  # paths of originals, of files whose bytes are not those listed
        self.old_heads = []  # signed heads that lie in what the base covers

    def small(self, path, limit=1 << 24):
        """The bytes of a file that has no business to be large; nothing if it is not there."""
        if path not in self.source.sizes:
            return b""
        with self.source.open(path) as stream:
            return stream.read(limit)

    def check(self):
        self.check_manifests()
        self.check_files()
        self.check_seal()
        self.read_base()
        for stem in sorted({m[1] for m in map(LEDGER.fullmatch, self.listed) if m}):
            self.check_ledger_file(stem)
        self.check_branches()
        self.check_bag_info()
        if not self.lost_lines():  # with lines missing, what they would have named is not known
            self.check_notes_and_originals()
            self.check_keys()

    # -- A closed world

    def read_manifest(self, name):
        listed, last = {}, b""
        if name not in self.source.sizes:
            return listed
        with self.source.open(name) as stream:
            for number, (line, _) in enumerate(read_lines(stream, 4096), 1):
                match = line and MANIFEST_LINE.fullmatch(line)
                if not match or match[2] <= last:
                    self.report.add("bag-form", "%s:%d" % (name, number), "digest, two spaces, path, LF; sorted")
                if match:
                    path, last = match[2].decode("utf-8", "surrogateescape"), match[2]
                    if not is_safe(path) or path.startswith("data/") != (name == TAG_FILES[2]):
                        self.report.add("path-unsafe", "%s:%d" % (name, number), "a path of section 10", path)
                    listed[path] = match[1].decode()
        return listed

    def check_manifests(self):
        report, tags = self.report, self.read_manifest(MANIFEST)
        if sorted(tags) != TAG_FILES and MANIFEST in self.source.sizes:
            report.add("bag-form", MANIFEST, ", ".join(TAG_FILES), ", ".join(sorted(tags)))
        self.listed = self.read_manifest(TAG_FILES[2])
        for path in self.listed:
            if path not in ALWAYS and not any(form.fullmatch(path) for form in (LEDGER, OTHERS, ORIGINAL)):
                report.add("file-unlisted", path, "a place of section 10")
        self.listed.update({name: tags.get(name) for name in TAG_FILES})
        for path in {MANIFEST, SEAL} - set(self.source.sizes):
            report.add("file-missing", path)
        for path in ALWAYS if TAG_FILES[2] in self.source.sizes else ():
            if path not in self.listed:
                report.add("derived-differs", path, "a file", "no line in the manifest")
        for path in sorted(set(self.source.sizes) - set(self.listed) - {MANIFEST, SEAL}):
            report.add("file-unlisted", path)
        for folder in self.source.empty:  # one whose only file was lost is said of the file
            if not any(path.startswith(folder + "/") for path in self.listed):
                report.add("file-unlisted", folder, "no empty folder", "an empty folder")
        if "bagit.txt" in self.source.sizes and self.small("bagit.txt", 4096) != BAGIT_TXT:
            report.add("bag-form", "bagit.txt", BAGIT_TXT, self.small("bagit.txt", 4096))

    def check_files(self):
        for path in sorted(set(self.listed) | ({MANIFEST, SEAL} & set(self.source.sizes))):
            if path not in self.source.sizes:
                self.report.add("file-missing", path)
                continue
            found, crc, size = hashlib.sha256(), 0, 0
            with self.source.open(path) as stream:
                for block in iter(lambda: stream.read(1 << 20), b""):
                    found.update(block)
                    crc, size = zlib.crc32(block, crc), size + len(block)
            if size != self.source.sizes[path] or self.source.crcs.get(path, crc) != crc:
                self.report.add("zip-form", path, "the size and CRC of the header")
            original = ORIGINAL.fullmatch(path)
            for wanted in {self.listed.get(path), original and original[2]} - {None}:
                if wanted == found.hexdigest():
                    self.report.ok()
                else:
                    self.differ.add(path)
                    self.report.add("digest-differs", path, wanted, found.hexdigest())

    def check_seal(self):
        if SEAL not in self.source.sizes or MANIFEST not in self.source.sizes:
            return
        found = read_armour(self.small(SEAL, 4096), "bundle@sigillum")
        if found is None or good_key(found[0]) is None:
            self.report.add("signature-bad", SEAL, "an armoured Ed25519 signature of section 5")
        else:
            self.key = found[0]
            self.signatures.check(SEAL, found[0], "bundle@sigillum", self.small(MANIFEST), found[1])

    def check_bag_info(self):
        """After the ledger was read, since the head code is that of the signer's chain."""
        if "bag-info.txt" not in self.source.sizes:
            return
        problems, info = self.bag_info_problems(), self.info
        name, chain = NAME.fullmatch(info.get("External-Identifier", "")), info.get("Sigillum-Chain", "")
        if not name or name[1] != info.get("Sigillum-Bundle") or name[2] != chain[:8]:
            problems.append("External-Identifier")
        if self.source.name not in (None, info.get("External-Identifier")):
            self.report.add("zip-form", self.source.name, info.get("External-Identifier"), self.source.name)
        if self.key and info.get("Sigillum-Signer") != fingerprint(self.key):
            problems.append("Sigillum-Signer")
        here = any(path.startswith("data/ledger/" + chain) for path in self.listed)
        if (self.key and self.keys.get(chain, self.key) != self.key) or not (here or self.base_heads.get(chain) or self.base_lost()):
            problems.append("Sigillum-Chain")
        if name:
            links = self.links.get((chain, int(name[3])), set()) | {
                link for seq, link in self.base_heads.get(chain, ()) if str(seq) == name[3]}
            codes = {head_code(link, int(name[3])) for link in links}
            if (codes or chain in self.keys) and info.get("Sigillum-Head-Code") not in codes:
                problems.append("Sigillum-Head-Code")
        payload = {path for path in self.source.sizes if path.startswith("data/")}
        if payload == set(self.listed) - set(TAG_FILES):  # else the finding about the file says it
            if info.get("Payload-Oxum") != "%d.%d" % (sum(map(self.source.sizes.get, payload)), len(payload)):
                problems.append("Payload-Oxum")
        for problem in problems:
            self.report.add("bag-form", "bag-info.txt", "section 10", problem + ": " + info.get(problem, ""))

    def bag_info_problems(self):
        """Sets `info`; gives the labels whose values have not their form, or a line that says what is wrong."""
        data, problems = self.small("bag-info.txt", 1 << 16), []
        pairs = re.findall("(?m)^([A-Za-z-]+): ([^\x00-\x1f\x7f]+)$", data.decode("utf-8", "replace"))
        self.info = dict(pairs)
        whole = "".join("%s: %s\n" % pair for pair in pairs).encode() == data
        spoken = [LANGUAGE] if LANGUAGE in self.info and self.info.get("Sigillum-Bundle") == "dossier" else []
        if not whole or sorted(label for label, _ in pairs) != sorted(LABELS + spoken):
            problems.append("not the nine labels, each once, `Label: value` LF")
        forms = {"Sigillum-Format": "1", "Sigillum-Bundle": "full|since|dossier|invite", "Payload-Oxum": "[0-9]+\\.[0-9]+", "Sigillum-Operation": "[0-9a-f]{32}",
                 "Sigillum-Chain": "[0-9a-f]{32}", "Bagging-Date": "[0-9]{4}-[0-9]{2}-[0-9]{2}"}
        forms.update({label: "en|fr|km|prs" for label in spoken})
        return problems + [label for label, form in forms.items() if not re.fullmatch(form, self.info.get(label, ""))]

    # -- base.json

    def read_base(self):
        self.bag_info_problems()
        path, kind = "data/base.json", self.info.get("Sigillum-Bundle")
        if path not in self.source.sizes:
            if kind == "since" and path not in self.listed:
                self.report.add("base-form", path, "a base", "none")
            return
        try:
            require(not self.kind_known() or kind == "since", "a base in a bundle that is not `since`")
            data = self.small(path, MOST_BASE + 1)
            require(len(data) <= MOST_BASE and data.endswith(b"\n") and data.count(b"\n") == 1, "not one line with LF")
            base = read_json(data[:-1])
            require(list(base) == ["v", "kind", "digest", "operation", "heads"] and type(base["v"]) is int and base["v"] == 1
                    and base["kind"] in ("bundle", "receipt") and is_hex(base["digest"], HEX64)
                    and is_hex(base["operation"], HEX32) and isinstance(base["heads"], list), "a member has not its form")
            require(self.info.get("Sigillum-Operation", base["operation"]) == base["operation"], "another operation")
            heads = [read_head_object(head, exact=True) for head in base["heads"]]
            require(heads == sorted(set(heads)), "heads not sorted, or twice")
            require(json.dumps(base, separators=(",", ":")).encode() + b"\n" == data, "white space or escapes")
        except ValueError as problem:
            self.report.add("base-form", path, "section 10", problem)
            return
        self.base = base
        for chain, seq, link in heads:
            self.base_heads[chain].append((seq, link))

    def kind_known(self):
        return self.info.get("Sigillum-Bundle") in ("full", "since", "dossier", "invite")

    def base_lost(self):
        """Whether what this bundle builds on is listed and not there: then any second line may stand."""
        return "data/base.json" in self.listed and "data/base.json" not in self.source.sizes

    def lost_lines(self):
        """Whether a file of the ledger is listed and not there."""
        return any(path not in self.source.sizes for path in self.listed if path.startswith("data/ledger/"))

    def ends_at(self):
        """Where a reader of this bundle and of all it builds on stands: (chain, seq, link)."""
        passed = {(stem[:32],) + follows for stem, (_, _, follows) in self.ends.items() if follows}
        old = {(chain, seq, link) for chain, heads in self.base_heads.items() for seq, link in heads
               if (chain, seq, link) not in passed and link not in self.links.get((chain, seq), ())}
        return old | {(stem[:32], seq, link) for stem, (seq, link, _) in self.ends.items()}

    def check_base(self, base):
        """Compares with the base that was given: the bundle whose tag manifest `base.json` names."""
        mine = {(chain, seq, link) for chain, heads in self.base_heads.items() for seq, link in heads}
        known = self.info.get("Sigillum-Operation"), base.info.get("Sigillum-Operation")
        if (None not in known and known[0] != known[1]) or not (base.lost_lines() or mine <= base.ends_at()):
            self.report.add("base-form", "data/base.json", "heads and operation of the base", "others")

    # -- Ledger

    def check_ledger_file(self, stem):
        path, name = "data/ledger/%s.jsonl" % stem, "data/ledger/" + stem
        if path not in self.listed:
            for ending in (".sigs", ".head", ".head.sig"):
                if name + ending in self.listed:
                    self.report.add("file-unlisted", name + ending, "a file of a chain whose lines are here")
            return
        for ending, needs, code in ((".jsonl", ".sigs", "signature-bad"), (".head.sig", ".head", "head-form"), (".head", ".head.sig", "head-form")):
            if name + ending in self.listed and name + needs not in self.listed:
                self.report.add(code, name + needs, "a file", "no line in the manifest")
        head = self.read_head(stem)
        if path not in self.source.sizes:
            return  # said already
        with self.source.open(path) as lines:
            sigs = self.source.open(name + ".sigs") if name + ".sigs" in self.source.sizes else None
            walk = ChainFile(self, stem, head, sigs and read_lines(sigs, 130))
            for number, (line, digest) in enumerate(read_lines(lines, MAX_LINE), 1):
                walk.take(number, line, digest)
            walk.end()
            if sigs:
                sigs.close()

    def read_head(self, stem):
        """(seq, link, text) of the file's signed head, or None."""
        path = "data/ledger/%s.head" % stem
        if path not in self.source.sizes:
            return None
        text = self.small(path, 4096)
        match = HEAD.fullmatch(text)
        if not match or int(match[3]) > BIGGEST:
            self.report.add("head-form", path, "the five lines of section 5")
            return None
        return {"op": match[1].decode(), "chain": match[2].decode(), "seq": int(match[3]), "link": bytes.fromhex(match[4].decode()),
                "text": text, "path": path}

    def check_branches(self):
        """A chain that did not fork is one file; the branches of a forked one are files with the digest of their end."""
        files = collections.Counter(m[1][:32] for m in map(LEDGER.fullmatch, self.listed) if m and m[4] == "jsonl")
        for stem, (seq, link, _) in self.ends.items():
            branch = len(stem) > 32
            wrong = files[stem[:32]] > 1 if not branch else files[stem[:32]] == 1 and not self.base and not self.base_lost()
            inside = any(other != stem and other[:32] == stem[:32] and (seq, link) in places for other, places in self.places.items())
            if wrong or inside:
                self.report.add("chain-broken", "data/ledger/%s.jsonl" % stem, "a file for each branch of a fork, else one for the chain")

    # -- Notes, originals, keys

    def check_note(self, entry, line, key, signature):
        self.notes |= {"data/notes/%s.%s" % (entry.digest.hex(), ending) for ending in ("json", "sig")}
        for ending, wanted in (("json", line), ("sig", armour(key, "entry@sigillum", signature))):
            path = "data/notes/%s.%s" % (entry.digest.hex(), ending)
            if path in self.source.sizes and self.small(path, MAX_LINE + 1) != wanted:
                self.report.add("note-differs", path, "what the ledger says")
            elif path not in self.listed:
                self.report.add("note-differs", path, "a file", "no line in the manifest")

    def check_notes_and_originals(self):
        for path in sorted(self.listed):
            if path.startswith("data/notes/") and path not in self.notes:
                self.report.add("note-differs", path, "a note of the ledger")
            if path.startswith("data/originals/") and path not in self.originals:
                self.report.add("original-unnamed", path)
        for path, sizes in sorted(self.originals.items()):
            if path not in self.source.sizes:
                if self.info.get("Sigillum-Bundle") != "invite" or path in self.templates:
                    self.report.add("original-missing", path)
            elif path not in self.differ:  # else said already
                self.report.ok()
                for size in sorted(set(sizes) - {self.source.sizes[path]}):  # the digest is right, so a line errs
                    self.report.add("size-differs", sizes[size], "%d bytes" % self.source.sizes[path], "%d bytes of %s" % (size, path))

    def check_keys(self):
        """Section 11 for keys/allowed_signers: made again from the lines of this bundle, and compared."""
        path = "data/keys/allowed_signers"
        if self.key is None or path not in self.source.sizes:
            return
        rows = {key: "%s %s\n" % (self.principal(key), public_key_text(key)) for key in {self.key, *self.keys.values()}}
        wanted = (rows.pop(self.key) + "".join(sorted(rows.values()))).encode()
        if self.small(path) != wanted:
            self.report.add("derived-differs", path, wanted.decode(), self.small(path, 300).decode("utf-8", "replace"))

    def principal(self, key):
        changes = self.names["signer:" + sha256(key).hex()]
        replaced = {digest for seen, _ in changes.values() for digest in seen}
        names = [unicodedata.normalize("NFC", name).strip(WHITE_SPACE).encode() for digest, (_, name) in changes.items()
                 if digest not in replaced and isinstance(name, str)]
        text = min(names, default=b"").decode()
        return re.sub("[^A-Za-z0-9._-]+", ".", text).lower().strip(".") or "signer." + sha256(key).hex()[:16]


class ChainFile:
    """Follows one ledger file from its `chain.start` to its end."""

    def __init__(self, bundle, stem, head, sigs):
        self.bundle, self.report, self.stem, self.chain, self.head, self.sigs = bundle, bundle.report, stem, stem[:32], head, sigs
        self.seq, self.link, self.last, self.key, self.op = 0, link_zero(self.chain), b"", None, None
        self.follows, self.withheld = None, []
        self.bases = bundle.base_heads.get(self.chain, [])

    def where(self, number):
        return "data/ledger/%s.jsonl:%d" % (self.stem, number)

    def take(self, number, line, digest):
        where = self.where(number)
        sig = next(self.sigs, (None, None))[0] if self.sigs else None
        hidden = line and WITHHELD.fullmatch(line)
        if hidden:
            return self.take_withheld(number, bytes.fromhex(hidden[1].decode()), sig)
        try:
            require(line is not None, "longer than %d bytes" % MAX_LINE)
            entry = read_entry(line, digest, where)
        except ValueError as problem:
            self.not_an_entry(number, line, problem)
            return self.step(digest)
        if number == 2 and ((entry.seq - 1, entry.prev) in self.bases or (self.bundle.base_lost() and entry.seq > 2)):
            self.seq, self.link, self.follows = entry.seq - 1, entry.prev, (entry.seq - 1, entry.prev)
        if number == 1:
            self.begin(entry)
        fits = (entry.seq, entry.prev, entry.op, entry.chain) == (self.seq + 1, self.link, self.op or entry.op, self.chain)
        if fits:
            self.report.ok()
        else:
            self.report.add("chain-broken", where, "%d after %s" % (self.seq + 1, self.link.hex()),
                            "%d after %s" % (entry.seq, entry.prev.hex()))
            self.seq, self.link = entry.seq - 1, entry.prev  # so that one break is one finding
        self.step(digest)
        self.keep(entry, line, where, sig)

    def begin(self, entry):
        if entry.kind != "chain.start" or not entry.start or chain_id(entry.op, *entry.start) != entry.chain:
            self.report.add("chain-start", entry.path, "chain.start with a sound key, from which the chain's id follows", entry.kind)
        else:
            self.op, self.key = entry.op, entry.start[0]
            self.bundle.keys[self.chain] = self.key

    def step(self, digest):
        before = self.link
        self.seq, self.link, self.last = self.seq + 1, sha256(self.link + digest), digest
        self.bundle.held.before[self.link] = before
        self.bundle.links.setdefault((self.chain, self.seq), set()).add(self.link)
        if len(self.stem) > 32:
            self.bundle.places.setdefault(self.stem, set()).add((self.seq, self.link))
        self.bundle.held.place(self.chain, self.seq, self.link, digest)
        if self.head and self.head["seq"] == self.seq:
            self.compare_head(self.link)

    def take_withheld(self, number, digest, sig):
        where = self.where(number)
        if number == 1:
            self.report.add("chain-start", where, "chain.start", "a withheld line")
        if self.bundle.kind_known() and self.bundle.info["Sigillum-Bundle"] != "dossier":
            self.report.add("withheld-form", where, "a withheld line only in a dossier")
        if self.sigs and sig != b"-\n":
            self.report.add("signature-bad", where, "`-` beside a withheld line", sig)
        self.step(digest)
        self.withheld.append((self.seq, where))

    def not_an_entry(self, number, line, problem):
        code = "entry-form"
        try:
            code = "withheld-form" if line and list(read_json(line)) == ["withheld"] else code
        except ValueError:
            pass
        self.report.add(code, self.where(number), "section 3", problem)
        if number == 1:
            self.report.add("chain-start", self.where(number), "chain.start")

    def keep(self, entry, line, where, sig):
        bundle = self.bundle
        for record, field, seen, value in entry.changes:
            if field == "name" and record.startswith("signer:"):
                bundle.names[record][entry.digest] = (seen, value)
        entry.path = self.report.inside + where
        entry.changes = [change[:3] for change in entry.changes]  # no later check needs a value
        bundle.held.entries.setdefault(entry.digest, entry)
        for digest, size, ext in entry.originals:
            path = "data/originals/%s/%s.%s" % (digest[:2], digest, ext)
            bundle.originals.setdefault(path, {}).setdefault(size, where)
            if entry.kind == "template.define":
                bundle.templates.add(path)
        if self.key:
            bundle.moments.setdefault(self.key, []).append((second_of(entry.at), self.link))
        if not self.sigs:
            return
        if not sig or sig[-1:] != b"\n" or not is_hex(sig[:-1].decode("latin-1"), HEX128):
            return self.report.add("signature-bad", where, "128 hex digits and LF", sig)
        signature = bytes.fromhex(sig[:-1].decode())
        if self.key and entry.kind == "note.seal":
            bundle.check_note(entry, line, self.key, signature)
        if self.key and (bundle.every_entry or entry.kind == "note.seal"):
            bundle.signatures.check(where, self.key, "entry@sigillum", line, signature)
        elif not sound_signature(signature):
            self.report.add("signature-bad", where, "S < L and R canonical", signature.hex())

    def end(self):
        path = "data/ledger/%s.jsonl" % self.stem
        self.bundle.ends[self.stem] = (self.seq, self.link, self.follows)
        if self.seq == 0:
            self.report.add("chain-start", path, "chain.start", "no line")
        if len(self.stem) > 32 and self.stem[33:] != self.last.hex()[:16]:
            self.report.add("chain-broken", path, "the digest of its last line in its name", self.last.hex())
        if self.sigs and next(self.sigs, None):
            self.report.add("signature-bad", path[:-5] + "sigs", "as many lines as the .jsonl", "more")
        bound = self.end_head() if self.head else 0
        for seq, where in self.withheld:
            if seq > bound:
                self.report.add("withheld-unbound", where, "a signed head at %d or beyond" % seq, bound or "none")

    def end_head(self):
        """Checks the head against the end of the file and its signature; gives its seq, up to which it binds."""
        head = self.head
        if head["op"] != (self.op or head["op"]) or head["chain"] != self.chain:
            self.report.add("head-differs", head["path"], "a head of %s" % self.chain, head["chain"])
        if head["seq"] > max([self.seq] + [seq for seq, _ in self.bases]):
            self.report.add("tail-missing", head["path"], "lines up to %d" % head["seq"], "%d lines" % self.seq)
            return 0
        if (self.chain, head["seq"]) not in self.bundle.links:
            self.bundle.old_heads.append(head)
            links = {link for seq, link in self.bases if seq == head["seq"]}
            if links and head["link"] not in links:
                self.report.add("head-differs", head["path"], "the head of the base", head["link"].hex())
        sig_path = head["path"] + ".sig"
        if sig_path not in self.bundle.source.sizes or not self.key:
            return 0  # said already
        found = read_armour(self.bundle.small(sig_path, 4096), "head@sigillum")
        if not found or found[0] != self.key:
            self.report.add("signature-bad", sig_path, "an armoured signature by the chain's key")
            return 0
        self.bundle.signatures.check(sig_path, self.key, "head@sigillum", head["text"], found[1])
        self.bundle.heads_signed.add((self.key, head["link"]))
        return head["seq"]

    def compare_head(self, link):
        if self.head["link"] == link:
            self.report.ok()
        else:
            self.report.add("head-differs", self.head["path"], link.hex(), self.head["link"].hex())


# ---------------------------------------------------------------- 12. Verdicts: the list from outside

SIGNERS_LINE = re.compile(r'\s*(?:"[^"]*"|[^\s"#]+)\s+(?:((?:[^\s"]|"[^"]*")+)\s+)?(ssh-ed25519 [A-Za-z0-9+/]+=*)(?:\s.*)?')


def fingerprint(key):
    blob = ssh_string(b"ssh-ed25519") + ssh_string(key)
    return "SHA256:" + base64.b64encode(sha256(blob)).decode().rstrip("=")


def read_signers(path):
    """{key: [(namespaces or None, not before, not after)]} of OpenSSH's allowed_signers; times as in `at`, in UTC."""
    known = collections.defaultdict(list)
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            match = SIGNERS_LINE.fullmatch(line.rstrip("\r\n"))
            key = match and read_public_key(match[2])
            if not key or "cert-authority" in (match[1] or ""):
                continue
            options = {name.lower(): value for name, value in re.findall('([A-Za-z-]+)="([^"]*)"', match[1] or "")}
            times = [options.get(name) for name in ("valid-after", "valid-before")]
            times = [time and re.sub("[^0-9]", "", time).ljust(14, "0") for time in times]
            known[key].append((options.get("namespaces"), times[0] or "0", times[1] or "9"))
    return known


# ---------------------------------------------------------------- 17. Headquarters' list of signers

TRUST_FILES = ["allowed_signers", "allowed_signers.plain", "revoked_keys", "root", "verify.txt"]
TRUST_HEAD = re.compile(rb"# sigillum trust v1\n# root (ssh-ed25519 [A-Za-z0-9+/]+=*)\n# number ([1-9][0-9]{0,15})\n"
                        rb"# previous (none|[0-9a-f]{64})\n# issued ([0-9]{14})Z\n")


def read_trust(folder, root):
    """(known as of `read_signers`, {revoked key: since}) of a list whose root has this fingerprint, else ValueError."""
    def content(name):
        with open(os.path.join(folder, name), "rb") as file:
            return file.read(1 << 24)
    statement = content("trust.txt")
    head = TRUST_HEAD.match(statement)
    key = head and read_public_key(head[1].decode())
    if not key or (head[2] == b"1") != (head[3] == b"none"):
        raise ValueError("trust.txt has not the form of a list")
    if fingerprint(key) != root:
        raise ValueError("another root key signed the list: " + fingerprint(key))
    lines = [sha256(content(name)).hex().encode() + b"  " + name.encode() + b"\n" for name in TRUST_FILES]
    if statement[head.end():] != b"".join(lines):
        raise ValueError("a file is not the one that was signed")
    with tempfile.TemporaryDirectory() as own:
        signers = os.path.join(own, "root")
        with open(signers, "wb") as file:
            file.write(b"root " + head[1] + b"\n")
        done = subprocess.run(["ssh-keygen", "-Y", "verify", "-f", signers, "-I", "root", "-n", "trust@sigillum", "-s",
                               os.path.join(folder, "trust.txt.sig")], input=statement, capture_output=True)
    if done.returncode:
        raise ValueError("the list's signature is not good")
    rows = [line.split(" ") for line in content("revoked_keys").decode().splitlines()]
    revoked = {read_public_key(" ".join(row[:2])): row[2][:14] for row in rows}
    if None in revoked:
        raise ValueError("revoked_keys has not the form of a list")
    return read_signers(os.path.join(folder, "allowed_signers")), revoked


def covers(namespaces, wanted):
    if namespaces is None:
        return True
    rules = [(rule.lstrip("!"), rule.startswith("!")) for rule in namespaces.split(",")]
    hits = [no for rule, no in rules if re.fullmatch(re.escape(rule).replace(r"\*", ".*").replace(r"\?", "."), wanted)]
    return bool(hits) and not any(hits)


def second_of(at):
    return re.sub("[^0-9]", "", at)[:14]


def check_signers(bundle, known, report, revoked, receipts, stamped):
    """`receipts` is {link: the earliest second at which a receipt proves it to have existed}; `stamped` the second at which a
    time token proves that of every signature but the bundle's own."""
    def proved(link):
        return min((time for time in (receipts.get(link), link and stamped) if time), default=None)
    used = [(key, "entry@sigillum", bundle.moments.get(key, ())) for key in sorted(set(bundle.keys.values()))]
    used += [(key, "head@sigillum", [(None, link)]) for key, link in sorted(bundle.heads_signed)]
    for key, namespace, uses in used + ([(bundle.key, "bundle@sigillum", [(None, None)])] if bundle.key else []):
        rows = [row for row in known.get(key, ()) if covers(row[0], namespace)]
        times = {min(at, proved(link) or at) for at, link in uses if at}
        if key in revoked and not all(proved(link) and proved(link) < revoked[key] for _, link in uses):
            report.add("signer-revoked", "data/keys/allowed_signers", "a key that is not revoked", fingerprint(key))
        elif not rows:
            report.add("signer-unknown", "data/keys/allowed_signers", "a list from outside with this key", fingerprint(key))
        elif not all(any(after <= time <= before for _, after, before in rows) for time in times):
            report.add("signer-expired", "data/keys/allowed_signers", "a key valid when it signed", fingerprint(key))
        else:
            report.ok()


# ---------------------------------------------------------------- 18. Receipts

RECEIPT = re.compile(
    r"sigillum receipt v1\noperation ([0-9a-f]{32})\nat (\S+) (\S+)\nclock (0|[1-9][0-9]{0,15})\nlist (none|0|[1-9][0-9]{0,15})\n"
    r"((?:head [0-9a-f]{32} [1-9][0-9]{0,15} [0-9a-f]{64}\n)+)((?:through [0-9a-f]{32} [1-9][0-9]{0,15} [0-9a-f]{64}\n)*)"
    r"((?:lacks [0-9a-f]{64} (?:0|[1-9][0-9]{0,15}) [a-z0-9]{1,8}\n)*)")
MOST_RECEIPT = 64 << 20


def read_receipt(text, signed, signatures):
    """(operation, at, links, signer) of a receipt whose form and signature are good, else None."""
    match = RECEIPT.fullmatch(text.decode("utf-8", "replace")) if len(text) <= MOST_RECEIPT else None
    found = read_armour(signed, "receipt@sigillum")
    if not match or not found or not is_moment(match[2]) or not ZONE.fullmatch(match[3]) or match[3] == "-00:00":
        return None
    for part in match.groups()[5:]:
        rows = [(row[1], int(row[2]), row[3]) for row in (line.split(" ") for line in part.splitlines())]
        if rows != sorted(set(rows)) or any(number > BIGGEST for _, number, _ in rows):
            return None
    if any(int(number) > BIGGEST for number in (match[4], match[5]) if number != "none"):
        return None
    if not signatures.good(found[0], "receipt@sigillum", text, found[1]):
        return None
    links = [bytes.fromhex(line.split(" ")[3]) for line in (match[6] + match[7]).splitlines()]
    return match[1], match[2], links, found[0]


def receipts_within(chain):
    """(text, signature) of each receipt that a disclosed entry names and whose files are in one of these bundles."""
    def content(entry, digest):
        paths = ["data/originals/%s/%s.%s" % (own[:2], own, ext) for own, _, ext in entry.originals if own == digest]
        for bundle in chain:
            for path in paths:
                data = bundle.small(path, MOST_RECEIPT + 1)
                if sha256(data).hex() == digest:
                    return data
        return b""
    for entry in list(chain[0].held.entries.values()):
        if entry.receipt:
            yield tuple(content(entry, digest) for digest in entry.receipt)


def read_proofs(chain, known, revoked, given, signatures, report):
    """{link: the earliest second at which a receipt that counts proves it to have existed}."""
    held, proved = chain[0].held, {}
    counting, more = set(), {chain[0].info.get("Sigillum-Operation")}
    while more - counting:
        counting |= more
        more = {entry.adopts for entry in held.entries.values() if entry.op in counting and entry.adopts}
    for place, (text, signed) in [(None, pair) for pair in receipts_within(chain)] + given:
        receipt = read_receipt(text, signed, signatures)
        if receipt is None and place:
            raise ValueError("no receipt, or its signature is not good: " + place)
        rows = [row for row in known.get(receipt[3], ()) if covers(row[0], "receipt@sigillum")] if receipt else []
        second = receipt and second_of(receipt[1])
        if not receipt or receipt[0] not in counting or receipt[3] in revoked or not any(a <= second <= b for _, a, b in rows):
            if place and known:
                report.add("receipt-unknown", place, "a receipt of this operation, by a key that may sign receipts")
            continue
        for link in receipt[2]:
            while link in held.before and not proved.get(link, "9") <= second:
                proved[link], link = second, held.before[link]
    return proved


def read_given(path):
    path = path[:-4] if path.endswith(".sig") else path
    parts = []
    for name in (path, path + ".sig"):
        with open(name, "rb") as file:
            parts.append(file.read(MOST_RECEIPT + 1))
    return os.path.basename(path), tuple(parts)


# ---------------------------------------------------------------- 20. Time tokens


def read_token(bundle, token):
    """The bytes of the token that was named or lies beside the bundle; None where there is none."""
    path = token or re.sub(r"(\.zip|\.zip\.age)?/*$", "", bundle, count=1) + ".tsr"
    if not token and not os.path.lexists(path):
        return None
    if not os.path.isfile(path):
        return b""
    with open(path, "rb") as file:
        return file.read((1 << 20) + 1)[:1 << 20]


def check_time(bytes_, digest, authorities, report):
    """The token's second, `YYYYMMDDhhmmss`, if it is good. OpenSSL judges at that second. It does not say why it refuses: all
    but form and file has one code here."""
    def openssl(*words):
        return subprocess.run(["openssl", "ts", *words], capture_output=True, text=True, errors="replace")
    with tempfile.TemporaryDirectory() as own:
        token = os.path.join(own, "token")
        with open(token, "wb") as file:
            file.write(bytes_)
        said = openssl("-reply", "-in", token, "-text")
        time = re.search(r"^Time stamp: (\w+ +\d+ \d\d:\d\d:\d\d)(?:\.\d+)? (\d{4}) GMT$", said.stdout, re.M)
        if said.returncode or not time:
            return report.add("time-form", "the time token", "an answer of RFC 3161 with a token")
        if bytes.fromhex(digest) not in bytes_:
            return report.add("time-other-file", "the time token", digest)
        moment = datetime.datetime.strptime(" ".join(time.groups()), "%b %d %H:%M:%S %Y").replace(tzinfo=datetime.timezone.utc)
        if not authorities:
            return report.add("time-not-judged", "the time token", "an authority that is named", moment.isoformat())
        done = openssl("-verify", "-digest", digest, "-in", token, "-CAfile", authorities, "-attime",
                       str(int(moment.timestamp())))
        if done.returncode == 0:
            report.ok()
            return moment.strftime("%Y%m%d%H%M%S")
        report.add("time-authority-unknown", "the time token", "an authority that was named", moment.isoformat())


# ---------------------------------------------------------------- All together


def check_old_heads(chain, report):
    """Signed heads that lie in what a base covers must lie on the base's chain."""
    for level, bundle in enumerate(chain):
        for head in bundle.old_heads:
            links = set().union(*(base.links.get((head["chain"], head["seq"]), ()) for base in chain[level + 1:]))
            if links and head["link"] not in links:
                report.add("head-differs", head["path"], "a link of the base", head["link"].hex())


def verify(path, signers=None, bases=(), entries=False, pure=False, trust=None, root=None, receipts=(), token=None,
           tsa_ca=None):
    """The report on the bundle at `path`. Raises OSError where something cannot be read."""
    report = Report()
    known, revoked = read_trust(trust, root) if trust else (read_signers(signers) if signers else {}, {})
    with contextlib.closing(Signatures(report, pure)) as signatures:
        held = Held()

        def read(path, into=report):
            return Bundle(path, into, signatures, held, entries)

        bundle = read(path)
        bundle.check()
        token = read_token(path, token)
        stamped = None if token is None else check_time(token, bundle.seal_digest, tsa_ca, report)
        chain, inside, complete = [bundle], [""], not bundle.lost_lines()
        while bundle.base:  # a base may build on a base
            wanted = bundle.base["digest"] if bundle.base["kind"] == "bundle" else None
            found = next((base for base in bases if read(base, Report()).seal_digest == wanted), None)
            if found is None:
                report.add("base-absent", "data/base.json", "%(kind)s %(digest)s" % bundle.base)
                complete = False
                break
            signatures.drain()
            report.inside = "base %s: " % wanted[:8]
            base = read(found)
            base.check()
            signatures.drain()
            inside.append(report.inside)
            report.inside = ""
            bundle.check_base(base)
            complete = complete and not base.lost_lines()
            chain.append(base)
            bundle = base
        check_old_heads(chain, report)
        given = [read_given(path) for path in receipts]
        proved = read_proofs(chain, known, revoked, given, signatures, report)
        for report.inside, bundle in zip(inside, chain):
            check_signers(bundle, known, report, revoked, proved, stamped)
        report.inside = ""
        # Where lines are not here, an adoption may stand in them, so that other operations cannot be judged.
        check_state(held, chain[0].info.get("Sigillum-Operation"), complete, report)
        signatures.drain()
    return report


def plain(text):
    return str(text).encode("unicode_escape").decode()


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Checks a Sigillum bundle.")
    parser.add_argument("bundle", metavar="BUNDLE", help="a folder or a ZIP")
    parser.add_argument("--signers", metavar="FILE", help="an allowed_signers file from outside the bundle")
    parser.add_argument("--trust", metavar="LIST", help="headquarters' signed list of signers, a folder")
    parser.add_argument("--root", metavar="SHA256:...", help="the fingerprint of headquarters' root key, from paper")
    parser.add_argument("--base", metavar="BUNDLE", action="append", default=[], help="what a `since` bundle builds on")
    parser.add_argument("--receipt", metavar="FILE", action="append", default=[], help="a receipt of headquarters")
    parser.add_argument("--token", metavar="FILE", help="a time token (RFC 3161) for the bundle")
    parser.add_argument("--tsa-ca", metavar="FILE", help="certificates of time-stamping authorities that are trusted")
    parser.add_argument("--entries", action="store_true", help="check the signature of each entry")
    parser.add_argument("--pure", action="store_true", help="check signatures in Python, without ssh-keygen")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    options = parser.parse_args(arguments)
    try:
        report = verify(options.bundle, options.signers, options.base, options.entries, options.pure,
                        options.trust, options.root, options.receipt, options.token, options.tsa_ca)
    except Exception as problem:  # whatever a hostile bundle brings, an expert gets a sentence
        print("could not read: %s: %s" % (type(problem).__name__, plain(problem)), file=sys.stderr)
        return 3
    if options.json:
        print(json.dumps({"verdict": report.verdict(), "counts": dict(report.counts), "findings": report.findings}))
    else:
        for finding in report.findings:
            print("%(kind)s %(code)s %(path)s expected: %(expected)s found: %(found)s" % {k: plain(v) for k, v in finding.items()})
        if not options.entries:
            print("The entries' own signatures were not checked one by one; --entries does.")
        print("%s: %s" % (report.verdict(), ", ".join("%d %s" % (n, kind) for kind, n in sorted(report.counts.items()))))
    return 0 if report.verdict() == "verified" else 1


if __name__ == "__main__":
    sys.exit(main())
