"""The calls that other tools and libraries know to block are all found in a coroutine: the lists of blockbuster (its patched functions), Home
Assistant (block_async_io), flake8-async, ruff (ASYNC2xx) and Sonar (S7487 to S7501), one line each, and clients of common libraries."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DANGLE = os.environ.get("DANGLE", str(ROOT / "build" / "release" / "dangle"))

# Statements; `import` of every dotted first part is added. Parameters: see HEAD.
HEAD = """
async def calls(p: str, path: pathlib.Path, s: socket.socket, t: ssl.SSLSocket, c: sqlite3.Connection, k: sqlite3.Cursor, x: ssl.SSLContext,
                lock: threading.Lock, rlock: threading.RLock, h: http.client.HTTPConnection, child: subprocess.Popen, text: io.TextIOWrapper,
                reader: io.BufferedReader, writer: io.BufferedWriter, both: io.BufferedRandom, raw: io.FileIO, web: httpx.Client,
                pool: urllib3.HTTPConnectionPool, manager: urllib3.PoolManager, client: pymongo.MongoClient, ai: openai.OpenAI) -> None:
"""

LISTS = {
    "blockbuster": """
time.sleep(1)
os.getcwd()
os.statvfs(p)
os.sendfile(1, 2, 0, 3)
os.rename(p, p)
os.remove(p)
os.unlink(p)
os.mkdir(p)
os.rmdir(p)
os.link(p, p)
os.symlink(p, p)
os.readlink(p)
os.listdir(p)
os.scandir(p)
os.access(p, 0)
os.stat(p)
os.replace(p, p)
os.read(0, 1)
os.write(1, b"")
os.path.ismount(p)
os.path.samestat(os.stat(p), os.stat(p))
os.path.sameopenfile(0, 1)
os.path.islink(p)
os.path.abspath(p)
reader.read()
writer.write(b"")
both.read()
text.read()
raw.read()
text.write("")
s.connect(("", 1))
s.accept()
s.send(b"")
s.sendall(b"")
s.sendto(b"", ("", 1))
s.recv(1)
s.recv_into(bytearray())
s.recvfrom(1)
s.recvfrom_into(bytearray())
s.recvmsg(1)
t.write(b"")
t.send(b"")
t.read()
t.recv(1)
k.execute("")
k.executemany("", [])
k.executescript("")
k.fetchone()
k.fetchmany()
k.fetchall()
c.execute("")
c.executemany("", [])
c.executescript("")
c.commit()
c.rollback()
lock.acquire()
rlock.acquire()
input()
""",
    "Home Assistant": """
h.putrequest("GET", p)
time.sleep(1)
glob.glob(p)
glob.iglob(p)
os.walk(p)
os.listdir(p)
os.scandir(p)
open(p)
importlib.import_module(p)
x.load_default_certs()
x.load_verify_locations(p)
x.load_cert_chain(p)
x.set_default_verify_paths()
path.open()
path.read_text()
path.read_bytes()
path.write_text("")
path.write_bytes(b"")
""",
    "flake8-async": """
requests.get(p)
requests.post(p)
requests.request("GET", p)
httpx.get(p)
httpx.stream("GET", p)
urllib3.request("GET", p)
urllib.request.urlopen(p)
web.send(None)
web.get(p)
pool.request("GET", p)
manager.request("GET", p)
manager.urlopen("GET", p)
subprocess.Popen(p)
os.popen(p)
subprocess.run(p)
subprocess.call(p)
subprocess.check_call(p)
subprocess.check_output(p)
subprocess.getoutput(p)
subprocess.getstatusoutput(p)
os.system(p)
os.posix_spawn(p, [], {})
os.posix_spawnp(p, [], {})
os.spawnl(os.P_WAIT, p)
os.spawnve(os.P_WAIT, p, [], {})
os.wait()
os.wait3(0)
os.wait4(0, 0)
os.waitid(0, 0, 0)
os.waitpid(0, 0)
open(p)
io.open_code(p)
os.fdopen(0)
text.readlines()
reader.readline()
os.path.exists(p)
os.path.isdir(p)
os.path.isfile(p)
os.path.getatime(p)
os.path.getctime(p)
os.path.getmtime(p)
os.path.getsize(p)
os.path.samefile(p, p)
os.path.lexists(p)
os.path.realpath(p)
input()
time.sleep(1)
""",
    "ruff": """
path.exists()
path.is_dir()
path.is_file()
path.is_symlink()
path.stat()
path.lstat()
path.iterdir()
path.glob("*")
path.rglob("*")
path.mkdir()
path.rmdir()
path.unlink()
path.touch()
path.rename(p)
path.replace(p)
path.resolve()
path.samefile(p)
path.symlink_to(p)
path.hardlink_to(p)
path.readlink()
path.chmod(0)
path.owner()
path.group()
child.wait()
child.communicate()
""",
    "Sonar": """
os.open(p, 0)
tempfile.NamedTemporaryFile()
tempfile.TemporaryFile()
tempfile.SpooledTemporaryFile()
tempfile.TemporaryDirectory()
requests.Session().get(p)
requests.Session().post(p)
urllib3.PoolManager().request("GET", p)
""",
    "libraries": """
client["db"]["users"].find_one({})
client["db"]["users"].insert_one({})
client["db"]["users"].count_documents({})
ai.chat.completions.create()
openai.OpenAI().embeddings.create()
anthropic.Anthropic().messages.create()
elasticsearch.Elasticsearch().search()
elasticsearch.Elasticsearch().indices.create()
docker.from_env().containers.run(p)
kubernetes.client.CoreV1Api().list_namespaced_pod(p)
boto3.client("s3").get_object()
google.cloud.storage.Client().bucket(p).blob(p).upload_from_string(p)
azure.storage.blob.BlobServiceClient(p).get_blob_client(p).upload_blob(p)
stripe.Customer.create()
slack_sdk.WebClient().chat_postMessage()
minio.Minio(p).put_object()
selenium.webdriver.Chrome().get(p)
git.Repo(p)
paramiko.SSHClient().connect(p)
PIL.Image.open(p)
distro.id()
netrc.netrc(p)
jwt.PyJWKClient(p).get_signing_key_from_jwt(p)
feedparser.parse(p)
yt_dlp.YoutubeDL().extract_info(p)
neo4j.GraphDatabase.driver(p).session().run(p)
dns.resolver.resolve(p)
smtplib.SMTP(p)
psycopg2.connect(p)
pymysql.connect()
socket.getaddrinfo(p, 1)
getpass.getpass()
shutil.copytree(p, p)
zipfile.ZipFile(p).extractall()
pandas.read_csv(p)
""",
}

IMPORTS = """import anthropic, azure.storage.blob, boto3, distro, dns.resolver, docker, elasticsearch, feedparser, getpass, git, glob
import google.cloud.storage, http.client, httpx, importlib, io, jwt, kubernetes.client, minio, neo4j, netrc, openai, os, pandas, paramiko
import pathlib, PIL.Image, psycopg2, pymongo, pymysql, requests, selenium.webdriver, shutil, slack_sdk, smtplib, socket, sqlite3, ssl, stripe
import subprocess, tempfile, threading, time, urllib.request, urllib3, yt_dlp, zipfile
"""

# Not told on purpose: cheap calls that need no disk, locks that are held for a moment only (low), in rules.md the silent cells of 1xx.
SILENT = {
    "os.getcwd()",
    "os.path.abspath(p)",
    "os.path.samestat(os.stat(p), os.stat(p))",
    "s.sendto(b\"\", (\"\", 1))",
    "tempfile.SpooledTemporaryFile()",
    "lock.acquire()",
    "rlock.acquire()",
}


class BlockingLists(unittest.TestCase):
    def test_every_call_of_every_list(self):
        for name, text in LISTS.items():
            calls = text.split("\n")[1:-1]
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                source = IMPORTS + HEAD
                first = source.count("\n") + 1
                source += "".join(f"    {call}\n" for call in calls)
                pathlib.Path(folder, "calls.py").write_text(source)
                report = pathlib.Path(folder, "report.sarif")
                command = [DANGLE, "scan", "--isolated", "--no-cache", "--profile", "all", "--quiet", "--output", f"sarif:{report}", folder]
                subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                results = json.loads(report.read_text())["runs"][0]["results"]
                lines = {r["locations"][0]["physicalLocation"]["region"]["startLine"] for r in results if r["ruleId"].startswith("DNG1")}
                missing = [call for i, call in enumerate(calls) if first + i not in lines and call not in SILENT]
                self.assertEqual(missing, [])


if __name__ == "__main__":
    sys.exit(unittest.main())
