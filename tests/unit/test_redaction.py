"""Does nothing that must not leave get past, is the rest left alone, and does everything come back?"""

import pytest

from tools.redaction import Redactor

KEY = "AKIA" + "Q3EGRIXWB7ZLKP2M"
GITHUB = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
DENSE = "dG9rZW4tMTIzNDU2Nzg5MC1hYmNkZWZnaGlqa2xtbm9wX1pYVlVU"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (f"client = boto3.client(key='{KEY}')", KEY),
        (f"Authorization: token {GITHUB}", GITHUB),
        ('DB_PASSWORD = "hunter2!"', "hunter2!"),
        ("password: str = 'correct horse'", "correct horse"),
        ('{"api_key": "k-93-zz-x"}', "k-93-zz-x"),
        ("API_TOKEN=abcd1234efgh\n", "abcd1234efgh"),
        ("connect(host, secret_key='s3cr3t/with+chars')", "s3cr3t/with+chars"),
        (f"blob = '{DENSE}'", DENSE),
        ("session = requests.Session(auth=('svc-shop', 'Qw3rty!Zui'))", "Qw3rty!Zui"),
        ("STRIPE_KEY = 'sk_' + 'live_' + 'x9Kd02'", "x9Kd02"),
        ("password = ('first-'\n    'second')", "second"),
        ('passwords = ["eins-1", "zwei-2"]', "zwei-2"),
        ("postgres://shop:pa55w0rd@db.shop.internal:5432/orders", "pa55w0rd"),
        ("postgres://shop:pa55w0rd@warehouse:5432/orders", "warehouse"),
        ("postgres://shop:pa55w0rd@db.shop.internal:5432/orders", "db.shop.internal"),
        ("requests.get('https://billing.acme-corp.com/v2')", "billing.acme-corp.com"),
        ("ConnectionError: 10.20.30.40 refused", "10.20.30.40"),
        ("no route to fe80:0:0:0:204:61ff:fe9d:f156", "fe80:0:0:0:204:61ff:fe9d:f156"),
        ("could not resolve vault.prod.internal", "vault.prod.internal"),
        ("Could not reach vault.prod.internal. Try again.", "vault.prod.internal"),
        ("db7.intra.acme.ch refused", "db7.intra.acme.ch"),
        ("ask at build.physics.acme.edu, please", "build.physics.acme.edu"),
        ("mail to jane.doe+x@acme.example bounced", "jane.doe+x@acme.example"),
        ('File "/home/jdoe/code/shop/cart.py", line 3', "jdoe"),
        ("File '/Users/Jane/shop/cart.py'", "Jane"),
        (r"C:\Users\jane\shop\cart.py", "jane"),
        (r"open(r'\\files01\home\jane\x.csv')", "jane"),
        (r"open(r'\\files01\home\jane\x.csv')", "files01"),
        ("link/ether 3c:52:82:a1:b2:c3", "3c:52:82:a1:b2:c3"),
        ("Cookie: sessionid=7f3kq2m9x1zv8b; theme=dark", "7f3kq2m9x1zv8b"),
        ("{'Set-Cookie': 'auth=eyJ1aWQi.Zm9v; Path=/; HttpOnly'}", "eyJ1aWQi.Zm9v"),
        ('headers = {"X-Api-Key": "TqZ8P4E6u93q"}', "TqZ8P4E6u93q"),
        ("_auth=am86c3dvcmRmaXNoOQ==", "am86c3dvcmRmaXNoOQ"),
        ("//npm.shop.internal/:_authToken=0b1c-44", "0b1c-44"),
        ("machine api.shop.internal login jo password gr33nTea!", "gr33nTea!"),
        ("db.shop.internal:5432:shop:app:blueMoon77", "blueMoon77"),
        ("jo:$apr1$x7Qz1abc$0pPq8sRtUvWxYz12345670", "0pPq8sRtUvWxYz12345670"),
        ("doctl auth init " + "dop_" + "v1_" + 8 * "4b53a1b7", 8 * "4b53a1b7"),
        ("vault login " + "hvs" + ".lHSH34S82FrpdO7eYMvamOco", "lHSH34S82FrpdO7eYMvamOco"),
        ("mysqldump -u shop -pS3same0pen orders", "S3same0pen"),
        ("./deploy --db-password corr3ctHorse --user jo", "corr3ctHorse"),
        ("./deploy --api-token=corr3ctHorse", "corr3ctHorse"),
        ("<password>rainyDay-88</password>", "rainyDay-88"),
        ('<add key="ApiSecret" value="qwZx81LmNo" />', "qwZx81LmNo"),
        ('variable "db_password" {\n  default = "cornF1ake$"\n}', "cornF1ake$"),
        ("- name: DB_PASSWORD\n  value: cornF1ake$\n", "cornF1ake$"),
        ("props.setProperty('password', 'rainyDay-88');", "rainyDay-88"),
        ("os.environ.setdefault('SECRET_KEY', 'rainyDay-88')", "rainyDay-88"),
        ("smtp.login('shop@acme.example', 'rainyDay-88')", "rainyDay-88"),
        ("curl -s -u jo:rainyDay-88 https://api.shop.internal", "rainyDay-88"),
        ("sshpass -p rainyDay-88 ssh shop", "rainyDay-88"),
        ("ALTER ROLE app WITH PASSWORD 'rainyDay-88'", "rainyDay-88"),
        ("Authorization: Token " + 5 * "06442b83", 5 * "06442b83"),
        ("Authorization: ApiKey 3YttePSkHdxA22zuN5nJ", "3YttePSkHdxA22zuN5nJ"),
        ("shop" + "_" + 4 * "d3e21c5c", 4 * "d3e21c5c"),
        ('psk="blueFish8zz"', "blueFish8zz"),
        ("Tel.: 030 / 12345678", "030 / 12345678"),
        ("iban = 'DE89370400440532013000'", "DE89370400440532013000"),
        ("GB82 WEST 1234 5698 7654 32 is blocked", "1234 5698 7654"),
        ("ValueError: card 4111 1111 1111 1111 refused", "4111 1111 1111 1111"),
        ("{'pan': '5555555555554444'}", "5555555555554444"),
        ("call failed for +49 151 23456789", "151 23456789"),
        ("sms to +4915123456789", "4915123456789"),
        ("phone = '(555) 867-5309'", "867-5309"),
        ("ssn 123-45-6789", "123-45-6789"),
        (r"'C:\\Users\\jane\\shop\\cart.py'", "jane"),
    ],
)
def test_what_must_not_leave_does_not(text: str, hidden: str) -> None:
    redactor = Redactor()
    redacted = redactor.redact(text)
    assert hidden not in redacted
    assert redactor.restore(redacted) == text


@pytest.mark.parametrize(
    "text",
    [
        "def total(prices):\n    return sum(prices) / len(prices)",
        "threading.local()",
        "logger.info('http://127.0.0.1:8000/ready')",
        "token = tokens[index]",
        "self.password = password",
        "key = (row, column)",
        "key = ('north', 'south')",
        "values = {'token': token, 'name': 'first-1'}",
        "KeyError: 'price '",
        "usage: deploy [--password PASSWORD] [--token <token>]",
        "parser.add_argument('--password', help='the password')",
        "deploy --password $DB_PASSWORD --api-token {token}",
        "<password></password><label>Password</label>",
        "a.py:12:5:E501:line",
        "raise ValueError('password', 'is too short')",
        "isinstance(password, str) and login('jo', password)",
        "phone = 0\nfax: 12 pages",
        "4111 1111 1111 1112 and 1700000000000 and 4006381333931",
        "DE00370400440532013000",
        "2024-05-17 12:30:45, 10 + 49 - 151, x = +4.5",
        "re.compile(r'\\d+\\.\\w')",
        "Set-Cookie: theme; Path=/; Max-Age=3600; SameSite=Strict",
        "numpy 2.1.3, python 3.11.7",
        "assert slug('Straße') == 'strasse'",
        "secret = os.environ['APP_SECRET']",
        'File "shop/cart.py", line 12, in total',
        "parser.add_argument('--token', default=None)",
    ],
)
def test_code_and_reports_are_left_alone(text: str) -> None:
    assert Redactor().redact(text) == text


def test_the_same_text_has_the_same_mark_everywhere() -> None:
    """A model must be able to say that two hosts are the same."""
    redactor = Redactor()
    first = redactor.redact("host = 'https://a.acme.com/x'")
    second = redactor.redact("could not reach https://a.acme.com or https://b.acme.com")
    assert first == "host = 'https://<HOST_1>/x'"
    assert second == "could not reach https://<HOST_1> or https://<HOST_2>"


def test_a_secret_seen_once_is_hidden_wherever_it_turns_up() -> None:
    redactor = Redactor()
    redactor.redact("SMTP_PASSWORD = 'blue-Monday-7'")
    assert "blue-Monday-7" not in redactor.redact("login failed for ops with blue-Monday-7")


def test_a_value_is_hidden_as_a_debugger_prints_it_too() -> None:
    redactor = Redactor()
    redactor.redact('db_password = "a\\\\b\'c-99"')
    redactor.redact("API_KEY='x\ty-1234'")
    assert "y-1234" not in redactor.redact(r"value: 'x\ty-1234'")


def test_secrets_of_the_environment_are_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYMENTS_API_KEY", "zzz-not-guessable-1")
    assert "not-guessable" not in Redactor().redact("it sent zzz-not-guessable-1 twice")


def test_a_mark_that_nobody_made_stays_as_it_is() -> None:
    """A model, or the code itself, may write something that looks like a mark."""
    assert Redactor().restore("x = '<SECRET_7>'") == "x = '<SECRET_7>'"


def test_redacting_twice_changes_nothing_more() -> None:
    redactor = Redactor()
    once = redactor.redact("DB_PASSWORD = 'hunter2!' at https://a.acme.com for bob@acme.com")
    assert redactor.redact(once) == once


def test_the_path_of_the_workspace_stays_here() -> None:
    redactor = Redactor("/srv/clients/acme-ag/portal")
    text = 'File "/srv/clients/acme-ag/portal/app/cart.py", line 3; /srv/clients/acme-ag/portal-2 is another'
    redacted = redactor.redact(text)
    assert redacted.startswith('File "<FOLDER_1>/app/cart.py"')
    assert redactor.restore(redacted) == text
