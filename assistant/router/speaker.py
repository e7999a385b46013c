"""Who complains of the syntax: a compiler of the program, or a reader of data that the running program uses?

The words are the same ("unexpected token", "syntax error at"), the speaker is not: `JSON.parse`, a database driver
or a template engine can only complain while the program runs. What hands a script of its own language to an
interpreter (`psql -f`, a query editor, a build) is a compiler in this sense.
"""

import re
from itertools import islice

from analyzers.deferred import regex
from assistant.router.view import View

_BESIDE = 12  # characters within which no verb is needed
_MOST = 40  # readers, complaints
_NEAR = 160  # characters between the one who speaks and what it says

_MAX_CHARS = 6_000  # what a person says is short
_HINTS = (
    "synt", "expect", "valid", "terminated", "balanced", "closed", "matched", "malformed", "formed", "mismatch", "pars", "token",
    "incomplete", "missing )", "mapping", "1064", "extra data", "to repeat", "синтакс", "语法", "構文",
)  # fmt: skip

_READERS = regex(
    # JSON, YAML, TOML, INI, XML, CSV
    r"\bJSON\.parse\b|\bjson\.(?:loads?|decode\w*|unmarshal|new\w+)\b|\b(?:json|response|res|resp|fetch)\b(?:\(\))?\.json\(|\bjson_(?:decode|last_error\w*)\b|\b(?:jackson|gson|serde_json|serde_yaml|newtonsoft|orjson|simplejson|ujson|msgpack)\b"
    r"|\bObjectMapper\b|\bSystem\.Text\.Json\b|\bJson\w{0,20}(?:Exception|Error)\b|\byaml\.\w+|\b(?:pyyaml|snakeyaml|js-yaml|ruamel|psych|tomllib|tomli|configparser|python-dotenv|dotenv)\b|\btoml(?:\.\w+| parser| decoder)"
    r"|\b(?:elementtree|lxml|nokogiri|simplexml\w*|saxparse\w*|domparser|xml2js|xmlreader|beautifulsoup)\b|\bET\.(?:parse|fromstring)\b|\b(?:pd|pandas)\.read_\w+|\b(?:csv|json|xml|yaml|toml|ini) (?:file|parser|reader|feed|payload|response|body|string|data)\b"
    # regular expressions and selectors
    r"|\bre\.(?:compile|error|search|match|sub|findall|fullmatch|split)\b|\bregexp?\.(?:must)?compile\b|\bPatternSyntaxException\b|\bnew RegExp\b|\bpreg_\w+|\bquerySelector\w*|\bxpath\b|\bregular expression\b|\bregex\b"
    # queries that a program hands to a database
    r"|\b(?:psycopg\w*|pymysql|mysqli|mysql2?[ -]?connector|mysqlclient|mariadb connector|sqlite3?|sqlalchemy|asyncpg|pyodbc|cx_oracle|oracledb|jdbc\w*|jooq|hibernate|jpa|mybatis|pdo|activerecord|eloquent|doctrine|knex|sequelize|typeorm|prisma|npgsql|dapper|gorm|sqlx|node[- ]pg|node-postgres|jdbctemplate|ado\.net)\b"
    r"|\b(?:cursor|conn|connection|db|session|stmt|statement|client|pool)\.(?:execute\w*|query|prepare|raw|run)\b|\b\w{0,20}SQL\w{0,20}Exception\b|\bSQLSTATE\b|\b(?:elasticsearch|opensearch|graphql|mongo\w*|neo4j|ldap)\b"
    r"|\bquery(?: string)? (?:that )?(?:my|our|the) (?:code|app\w*|program|script|service|backend|server) (?:builds?|sends?|makes?|generates?|puts together)"
    # templates
    r"|\b(?:jinja2?|handlebars|mustache|twig|blade|thymeleaf|freemarker|velocity|ejs|pug|erb|liquid|nunjucks|smarty|html/template|text/template|template engine)\b"
    # what is evaluated while the program runs
    r"|\b(?:literal_eval|numexpr|new Function)\b|\beval\(|\bexec\(|\b(?:pd|df|pandas)\.(?:eval|query)\b|\busers?(?:'s)? (?:types?|typed|enters?|entered|input|writes?|searche[sd]|search(?:es)? for)\b"
    # files that a service reads when it starts
    r"|\b(?:nginx|apache2?|httpd|haproxy|crontab|systemd|logrotate|sshd|prometheus|kubectl|docker[- ]compose|compose\.ya?ml)\b|\b(?:config(?:uration)?|settings|properties|values)\.(?:ya?ml|json|toml|ini|xml|conf|cfg)\b|\.(?:conf|ini|env|properties)\b",
    re.IGNORECASE,
)
_COMPLAINS = regex(
    r"(?<!no )\bsyntax ?error\b|\bsyntax\b(?= (?:at|near|to use near))|\bincorrect syntax\b|\binvalid syntax\b|\bunexpected (?:token|char\w*|identifier|end\b|eof|eol|symbol|string|number|keyword|input|['\"`‘<>{}()\[\]])|\bun(?:terminated|balanced|closed|matched)\b|\bmalformed\b|\bnot well[- ]?formed\b|\bmismatched tag\b"
    r"|\bpars(?:e|ing)[_ ](?:error|exception|failure)|\b(?:can(?:no|')t|could(?:n'?t| not)|failed to|unable to|error while) (?:parse|parsing|pars|tokeniz|load)\w*|\bincomplete input\b|\btokeniz\w+|\b(?:is )?not (?:a )?valid (?:json|yaml|xml|selector|regex\w*|expression)|\binvalid (?:character|token|json|yaml|xml|regular expression|expression|start of|escape|control)"
    r"|\bexpect(?:ed|ing) (?:['\"`‘<{\[(]|token|propert|name\b|double-quoted|begin_|end_|a? ?(?:key\b|comma|colon|delimiter|block|eof|end of))|\bdid not find expected\b|\bcould not find expected\b|\bmissing \)|\bmapping values\b|\b1064\b|\bextra data\b|\bnothing to repeat\b"
    r"|\bsyntaxfehler|\berreur de syntaxe|\berror de sintaxis|\berro de sintaxe|\berrore di sintassi|синтаксическ\w+ ошибк|\bmal form|语法错误|構文エラー",
    re.IGNORECASE,
)
# What CPython says of a program: of data only where text is evaluated.
_OF_PYTHON = regex(
    r"SyntaxError: (?:invalid syntax|'?.'? was never closed|unterminated|unmatched|unexpected indent|f-string|expected ':'|closing parenthesis|EOL|EOF|unexpected EOF|positional argument|invalid (?:character|decimal|non-printable))|IndentationError|TabError",
)
_EVALUATES = regex(r"\b(?:literal_eval|numexpr)\b|\beval\b|\bexec\b|\.(?:eval|query)\b|<string>|\busers?\b")
_SPEAKS = regex(
    r"[:(>]|\b(?:says?|said|sagt|complain\w*|gives?|gave|throws?|threw|rais\w+|reports?|tells?|answers?|returns?|fails?|failed|failing|dies|died|chokes?|barks?|refuses?|won'?t|stops?|stopped|bombs?|breaks?|logs?|prints?|shows?|errors?|exception|with)\b",
    re.IGNORECASE,
)
_COMES_OF = regex(
    r"\b(?:in|from|by|when(?:ever)?|while|inside|because|after|once|if|as soon as|every time|during|out of)\b(?! (?:the|that|this|my) line)",
    re.IGNORECASE,
)
_COMPILES = regex(
    r"\b(?:javac|tsc|gcc|g\+\+|clang|rustc|cargo|kotlinc|go (?:build|vet)|dotnet build|msbuild|xcode\w*|swiftc|webpack|vite|esbuild|babel|mypy|pyright|eslint|pylint|ruff|flake8|terraform|compiler|(?<!\.)compil(?:es?|ed|ing|ation)|builds? (?:fail|break)\w*|red squiggl\w*|linter)(?!\w)"
    r"|\bpsql\b|\bsqlite3? [\w./-]{1,80}\s?<|\bmysql [^\n<]{0,80}<|\.sql\b|\b(?:query editor|pgadmin|dbeaver|ssms|workbench|datagrip|sqlplus|sql (?:console|shell|script))\b|\bphp -l\b|\bnode --check\b|\bpy_compile\b|\bdatabase script\b"
    r"|[\w/]\.(?:py|js|mjs|jsx|ts|tsx|java|kt|go|rs|rb|php|cs|c|cc|cpp|h|swift|ex|sh)\b[:\"',(]? ?(?:line )?\d+",
    re.IGNORECASE,
)


def reads_data(seen: View) -> str:
    """Return who complains of data that a running program reads, or an empty text where nobody is seen to."""
    lowered = seen.text.lower()
    if (
        len(lowered) > _MAX_CHARS
        or not any(hint in lowered for hint in _HINTS)
        or _COMPILES.search(seen.text)
    ):
        return ""
    if _OF_PYTHON.search(seen.text) and not _EVALUATES.search(seen.text):
        return ""
    complaints = list(islice(_COMPLAINS.finditer(seen.text), _MOST))
    if not complaints:
        return ""
    for reader in islice(_READERS.finditer(seen.text), _MOST):
        if any(_speaks(reader, complaint, seen.text) for complaint in complaints):
            return reader[0]
    return ""


def _speaks(reader: re.Match[str], complaint: re.Match[str], text: str) -> bool:
    """Whether the complaint is the reader's: it says so, or the complaint is said to come of it."""
    if reader.start() <= complaint.start():
        between = text[reader.end() : complaint.start()][: _NEAR + 1]
        return complaint.start() < reader.end() or (
            len(between) <= _NEAR and (len(between) <= _BESIDE or _SPEAKS.search(between) is not None)
        )
    between = text[complaint.end() : reader.start()][: _NEAR + 1]
    return len(between) <= _NEAR and _COMES_OF.search(between) is not None
