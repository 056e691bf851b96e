// Checks the folder it lies in, with Node 18 or newer: no network, no packages, nothing of Tanba.
//   node verify.mjs [--log-key LINE] [--witness LINE]... [--quorum N]      a LINE is name+hash+key
import { createHash, createPublicKey, verify } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const asked = { '--log-key': [], '--witness': [], '--quorum': [] };
const usage = () => { console.error('unpack, then run in the folder: node verify.mjs'); process.exit(2); };
for (let i = 2; i < process.argv.length; i += 2) {
  if (!asked[process.argv[i]] || !process.argv[i + 1]) usage();
  asked[process.argv[i]].push(process.argv[i + 1]);
}
if (!/^\d*$/.test(asked['--quorum'].join(''))) usage();
let passed = 0, failed = 0;
const say = (word, text) => // what others wrote is shown in ASCII, so that it cannot play tricks
  console.log(word.padEnd(13) + String(text).replace(/[^ -~]/gu, c => `<${c.codePointAt(0).toString(16)}>`));
const unchecked = text => say('NOT CHECKED', text);
const check = (text, holds) => {
  let why = '';
  try { holds = holds(); } catch (error) { [holds, why] = [false, ` (${error.message})`]; }
  if (holds) passed++; else failed++;
  say(holds ? 'ok' : 'FAIL', text + why);
};
const must = (holds, text) => { if (!holds) throw Error(text); return holds; };
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const utf8 = data => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
const base64 = text => {
  const data = Buffer.from(text, 'base64');
  return must(data.toString('base64') === text, 'not base64') && data;
};

// The files: each has a name of this layout, and is what the manifest says.
const N = '(0|[1-9]\\d{0,18})', layout = new RegExp(`^(README\\.(kk|ru|en)\\.md|manifest\\.json|verify\\.mjs|vkey|witnesses`
  + `|checkpoints/${N}\\.(note|txt)|growth/${N}-${N}\\.txt|entries/${N}\\.(json|tlog-proof)`
  + `|openings/${N}/[a-z0-9_]+\\.(payload|salt)|stamps/${N}-${N}\\.(tsr|pem)|files/[A-Za-z0-9][A-Za-z0-9._-]*)$`);
const here = fileURLToPath(new URL('.', import.meta.url)), files = new Map();
const walk = folder => readdirSync(here + folder).forEach(one => {
  const name = folder + one, kind = lstatSync(here + name);
  if (kind.isDirectory()) walk(`${name}/`);
  else files.set(name, kind.isFile() ? readFileSync(here + name) : Buffer.from('neither file nor folder'));
});
walk('');
const read = name => must(files.get(name), `there is no ${name}`);
const canonical = thing => (thing && typeof thing === 'object' // RFC 8785, for what we write
  ? `{${Object.keys(thing).sort().map(key => `${JSON.stringify(key)}:${canonical(thing[key])}`)}}` : JSON.stringify(thing));
const json = data => {
  const text = utf8(data), thing = JSON.parse(text);
  return must(canonical(thing) === text, 'not in canonical form') && thing;
};
check('manifest.json is whole', () => {
  const said = json(read('manifest.json'));
  must(said.tanba === 'evidence-bundle/1', 'of another form');
  files.forEach((_, name) => name === 'manifest.json' || check(`${name} is what the manifest lists`,
    () => layout.test(name) && said.files[name] === sha256(read(name)).toString('hex')));
  return Object.keys(said.files).every(read);
});

// Keys, notes, checkpoints, cosignatures (C2SP).
const keyOf = line => {
  const [name, id, ...rest] = line.trim().split('+'), data = base64(rest.join('+'));
  must(sha256(`${name}\n`, data).subarray(0, 4).toString('hex') === id, 'not the line of a key');
  return { name, id, kind: data[0], public: data.subarray(1) };
};
const verifies = (key, message, signature) => verify(null, Buffer.from(message), createPublicKey({
  key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key.public]), format: 'der', type: 'spki' }), signature);
const noteOf = data => {
  const whole = utf8(data), end = must(whole.lastIndexOf('\n\n'), 'no note') + 1, text = whole.slice(0, end);
  const [origin, size, root] = text.split('\n');
  const signatures = whole.slice(end + 1).split('\n').slice(0, -1).map(line => {
    const [, name, spelled] = must(/^— (\S+) (\S+)$/.exec(line), 'not a signature');
    return { name, id: base64(spelled).subarray(0, 4).toString('hex'), bytes: base64(spelled).subarray(4) };
  });
  return { text, origin, size: BigInt(size), root: base64(root), signatures };
};
const lineBy = (note, key) => note.signatures.filter(one => one.name === key.name && one.id === key.id).map(one => one.bytes);
const cosigned = (note, key) => key.kind === 4 && lineBy(note, key).length > 0 && lineBy(note, key).every(bytes => {
  const time = bytes.length === 72 ? bytes.readBigUInt64BE() : 0n;
  return time && verifies(key, `cosignature/v1\ntime ${time}\n${note.text}`, bytes.subarray(8));
});
const signed = (note, key) => note.origin === key.name
  && (key.kind === 1 ? lineBy(note, key).some(bytes => verifies(key, note.text, bytes)) : cosigned(note, key));

// The tree: an entry is in it, and one tree grew into another (RFC 9162, 2.1.3.2 and 2.1.4.2).
const join = (left, right) => sha256('\x01', left, right);
const climbed = (node, last, proof, start, left) => { // gives the roots of the new tree and of the old
  let fresh = start, old = start;
  for (const one of proof) {
    must(last > 0n, 'a proof too long');
    if (node & 1n || node === last) {
      [fresh, old] = [join(one, fresh), left && join(one, old)];
      while (node && !(node & 1n)) { node >>= 1n; last >>= 1n; }
    } else fresh = join(fresh, one);
    node >>= 1n; last >>= 1n;
  }
  return must(last === 0n, 'a proof too short') && { fresh, old };
};
const included = (entry, index, head, proof) => must(index < head.size, 'no such place')
  && climbed(index, head.size - 1n, proof, sha256('\x00', entry)).fresh.equals(head.root);
const grew = (old, head, proof) => {
  if (!old.size) return !proof.length;
  const path = old.size & (old.size - 1n) ? proof : [old.root, ...proof];
  let node = old.size - 1n, last = head.size - 1n;
  while (node & 1n) { node >>= 1n; last >>= 1n; }
  const ends = climbed(node, last, path.slice(1), must(path[0], 'an empty proof'), true);
  return ends.old.equals(old.root) && ends.fresh.equals(head.root);
};

// Every checkpoint: signed by the log, seen by witnesses, and grown from the one before.
const numbers = pattern => [...files.keys()].map(name => pattern.exec(name)).filter(match => match)
  .map(match => BigInt(match[1])).sort((a, b) => (a < b ? -1 : 1));
const lines = name => (files.has(name) ? files.get(name).toString().split('\n').slice(0, -1) : []);
// The keys of the log: the one we start from, and what entries say that befell them, by keys that were good.
const ring = new Map(), indexes = numbers(/^entries\/(\d+)\.json$/);
const start = (asked['--log-key'][0] ?? lines('vkey')[0])?.trim();
const known = (line, from) => ring.has(line) || ring.set(line, { ...keyOf(line), from });
const good = (line, size) => ring.has(line) && ring.get(line).from <= size && !(ring.get(line).until <= size);
const said = (line, text, signature) => verifies(keyOf(line), text, base64(signature));
check('the key of the log can be read', () => known(start, 0n));
for (const index of indexes) {
  let kind, clear;
  try { ({ kind, clear } = json(read(`entries/${index}.json`))); } catch { continue; } // it fails below
  if (kind === 'key.rotate') check(`entry ${index} brings in another key of the log`, () => {
    const text = `tanba-key-rotation-v1\n${clear.old}\n${clear.new}\n`;
    must(said(clear.old, text, clear.old_signature) && said(clear.new, text, clear.new_signature), 'not signed by both');
    return !good(clear.old, index + 1n) || known(clear.new, index + 1n);
  });
  if (kind === 'key.revoke') check(`entry ${index} revokes a key of the log`, () => {
    const { key, reason, from_size: until, by } = clear;
    must(said(by, `tanba-key-revocation-v1\n${key}\n${reason}\n${until}\n${by}\n`, clear.signature), 'not signed');
    const last = reason === 'superseded' ? BigInt(until) : 0n, one = ring.get(key); // a thief's may be of any size
    if (one && good(by, index + 1n)) one.until = one.until < last ? one.until : last;
    return true;
  });
}

// Every checkpoint: it or a later one is signed by the log, witnesses saw it, and it grew from the one before.
const heads = new Map(), sizes = numbers(/^checkpoints\/(\d+)\.note$/), witnesses = [], quorum = asked['--quorum'][0] ?? '0';
const theirs = asked['--witness'].length ? asked['--witness'] : lines('witnesses');
if (theirs.length) check('witnesses are lines of keys', () => witnesses.push(...theirs.map(keyOf)));
sizes.forEach(size => check(`checkpoints/${size}.note is the checkpoint of its name`, () => {
  const head = noteOf(read(`checkpoints/${size}.note`));
  must(head.size === size && utf8(read(`checkpoints/${size}.txt`)) === head.text, 'of another tree');
  return heads.set(size, head);
}));
const bySize = [...heads.values()], ours = head => [...ring].some(([line, key]) => good(line, head.size) && signed(head, key));
bySize.forEach((head, i) => {
  const name = `checkpoints/${head.size}.note`, before = bySize[i - 1];
  check(`${name} or a later one is signed by the log`, () => bySize.slice(i).some(ours));
  const seen = new Set(witnesses.filter(one => cosigned(head, one)).map(one => one.public.toString('hex')));
  ring.forEach(key => seen.delete(key.public.toString('hex'))); // the log does not vouch for itself
  if (quorum > 0) check(`${name} is cosigned by ${quorum} of the witnesses`, () => seen.size >= quorum);
  else if (seen.size) unchecked(`whether ${seen.size} of ${witnesses.length} witnesses are enough: --quorum asks for some`);
  if (before) check(`${name} grew from that of ${before.size} entries`,
    () => grew(before, head, lines(`growth/${before.size}-${head.size}.txt`).map(base64)));
});
if (asked['--log-key'].length) check('vkey is the key you named, or one that it brought in', () => good(lines('vkey')[0], sizes.at(-1)));

// Every entry: in the tree, and what was disclosed of it is what it committed to.
const measured = data => { const size = Buffer.alloc(8); size.writeBigUInt64BE(BigInt(data.length)); return [size, data]; };
for (const index of indexes) {
  const data = read(`entries/${index}.json`);
  let entry = { commits: {} };
  check(`entries/${index}.json is in the log`, () => {
    entry = json(data);
    must(entry.tanba === 'entry/1', 'not an entry');
    const proof = utf8(read(`entries/${index}.tlog-proof`)), [head] = proof.split('\n\n', 1);
    const [first, ...rest] = head.split('\n').filter(line => !line.startsWith('extra '));
    const signedPart = Buffer.from(proof.slice(head.length + 2)), note = noteOf(signedPart);
    must(first === 'c2sp.org/tlog-proof@v1' && rest.shift() === `index ${index}`, 'the proof of another');
    must(heads.has(note.size) && read(`checkpoints/${note.size}.note`).equals(signedPart), 'no such checkpoint here');
    return included(data, index, note, rest.map(base64));
  });
  for (const [field, stands] of Object.entries(entry.commits ?? {})) {
    const name = `openings/${index}/${field}`;
    if (!files.has(`${name}.payload`)) { unchecked(`field ${field} of entry ${index}: it is not disclosed here`); continue; }
    check(`${name}.payload is what entry ${index} (${entry.kind}) committed to`, () => {
      const salt = Buffer.from(utf8(read(`${name}.salt`)).trim(), 'hex');
      const parts = [Buffer.from(entry.kind), Buffer.from(field), read(`${name}.payload`)].flatMap(measured);
      return salt.length === 32 && sha256('tanba-commit-v1\0', ...parts, salt).toString('hex') === stands;
    });
  }
}
check('there is an entry, and every disclosed field belongs to one', () => indexes.length > 0
  && [...files.keys()].map(name => /^openings\/(\d+)\/(\w+)\./.exec(name)).filter(match => match)
    .every(([, index, field]) => Object.hasOwn(json(read(`entries/${index}.json`)).commits, field)));

// What this program does not check.
if (!asked['--log-key'].length) unchecked('whose key vkey is: name the one you have from the owner with --log-key');
if (!asked['--witness'].length) unchecked('whose keys the witnesses are: name those you trust with --witness');
for (const name of [...files.keys()].filter(one => layout.test(one))) {
  if (name.endsWith('.pdf')) unchecked(`signatures in it: pdfsig ${name}`);
  if (!name.endsWith('.tsr')) continue;
  const [, y, mo, d, h, mi, s] = /\x18.(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/s.exec(read(name).toString('latin1')) ?? [];
  unchecked(`the time: openssl ts -verify -data checkpoints/${/\d+/.exec(name)}.txt -in ${name} -CAfile `
    + `${name.replace('.tsr', '.pem')} -attime ${Date.UTC(y, mo - 1, d, h, mi, s) / 1000}`);
}
say(failed ? 'FAILED' : 'DONE', `${passed} checks passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
