"""Messages of other languages are put into plain words, at the user's line, and nothing is claimed beyond them."""

import re
from time import process_time

import pytest

from analyzers.facts import Frame, Link, Raised, Traceback
from analyzers.runtime.foreign import told
from analyzers.runtime.foreign_causes import ANYWHERE, KNOWN

_SAID = [
    ("javascript", "TypeError", "Cannot read properties of undefined (reading 'trim')", "  return row.name.trim();", "`row.name` is undefined, so it has no `trim`"),
    ("javascript", "TypeError", "Cannot read properties of null (reading 'a')", "  f(x.a, y.a);", "a value is null, so it has no `a`"),
    ("javascript", "ReferenceError", "totl is not defined", "  return totl;", "`totl` is not defined"),
    ("javascript", "TypeError", "cart.add is not a function", "  cart.add(3);", "`cart.add` is called, and is no function"),
    ("javascript", "Error", "Cannot find module './cart'\nRequire stack:\n- /srv/a.js", "", "there is no file `./cart` where it is looked for"),
    ("javascript", "Error", "Cannot find module 'express'", "", "the package `express` is not installed here"),
    ("java", "java.lang.NullPointerException", 'Cannot invoke "String.length()" because "<local1>" is null', "", "`<local1>` is null"),
    ("java", "java.lang.NullPointerException", "", "  a.b();", "something on this line is null"),
    ("java", "java.lang.ArrayIndexOutOfBoundsException", "Index 5 out of bounds for length 5", "", "index 5 of something that has 5 elements"),
    ("java", "java.lang.NumberFormatException", 'For input string: "12a"', "", "the text `12a` is read as a number, and is none"),
    ("java", "java.util.ConcurrentModificationException", "", "", "a collection is changed while it is gone through"),
    ("java", "java.util.NoSuchElementException", "key not found: b", "", "the map has no key `b`"),
    ("java", "java.util.NoSuchElementException", "Key b is missing in the map.", "", "the map has no key `b`"),
    ("java", "java.util.NoSuchElementException", "No value present", "", "the next or only element is asked for, and there is none"),
    ("go", "panic", "runtime error: index out of range [3] with length 3", "", "index 3 of something that has 3 elements"),
    ("go", "panic", "assignment to entry in nil map", "\tm[k] = 1", "the map was declared and never made"),
    ("go", "fatal error", "all goroutines are asleep - deadlock!", "", "every goroutine waits for another one"),
    ("rust", "panic", "called `Option::unwrap()` on a `None` value", "", "there is no value: the option that `unwrap` is called on is `None`"),
    ("rust", "panic", "called `Result::unwrap()` on an `Err` value: ParseIntError { kind: Empty }", "", "what `unwrap` is called on failed: ParseIntError { kind: Empty }"),
    ("csharp", "System.NullReferenceException", "Object reference not set to an instance of an object.", "", "something on this line is null"),
    ("csharp", "System.InvalidOperationException", "Sequence contains no matching element", "", "one element is asked for, and the sequence holds no such element"),
    ("ruby", "NoMethodError", "undefined method `upcase' for nil:NilClass", "  user.name.upcase", "`user.name` is nil, so it has no `upcase`"),
    ("ruby", "NoMethodError", "undefined method 'upcas' for an instance of String", "  x.upcas", "a `String` has no method `upcas`"),
    ("ruby", "ArgumentError", "wrong number of arguments (given 1, expected 2)", "", "it is given 1 arguments and takes 2"),
    ("php", "Error", "Call to a member function save() on null", "  $user->save();", "`$user` is null, so it has no `save()`"),
    ("php", "ErrorException", 'Undefined array key "id"', "", "the array has no key `id`"),
    ("elixir", "KeyError", "key :id not found in: %{name: 1}", "", "there is no key `:id`"),
    ("java", "org.postgresql.util.PSQLException", 'ERROR: duplicate key value violates unique constraint "uk_ref"\n  Detail: Key (ref)=(A-1) already exists.', "", "a row with `ref` = `A-1` is there already, and `uk_ref` allows only one"),
    ("ruby", "SQLite3::ConstraintException", "UNIQUE constraint failed: users.email", "", "a row with the same `users.email` is there already"),
    ("php", "PDOException", "SQLSTATE[23000]: 1048 Column 'user_id' cannot be null", "", "the column `user_id` is given no value, and needs one"),
    ("javascript", "MongoServerError", 'E11000 duplicate key error collection: shop.users index: email_1 dup key: { email: "a@b.c" }', "", 'a document with { email: "a@b.c" } is there already'),
    ("csharp", "Npgsql.PostgresException", '23503: insert or update on table "orders" violates foreign key constraint "fk_user"', "", "a row of `orders` refers to a row that is not there (`fk_user`)"),
    ("java", "java.sql.SQLSyntaxErrorException", "Table 'shop.orders' doesn't exist", "", "the database finds no table `shop.orders`"),
    ("javascript", "Error", "connect ECONNREFUSED 127.0.0.1:5432", "", "nothing listens at 127.0.0.1:5432"),
    ("java", "java.net.UnknownHostException", "db.internal", "", "no address is known for the host `db.internal`"),
    ("java", "org.springframework.beans.factory.NoSuchBeanDefinitionException", "No qualifying bean of type 'a.Repo' available", "", "Spring finds no bean of type `a.Repo` that fits"),
    ("java", "org.springframework.beans.factory.NoUniqueBeanDefinitionException", "No qualifying bean of type 'a.Repo' available: expected single matching bean but found 2: x,y", "", "Spring knows 2 beans of type `a.Repo` and not which is meant: x,y"),
    ("java", "org.postgresql.util.PSQLException", 'ERROR: column "nmae" of relation "users" does not exist', "", "the table `users` has no column `nmae`"),
    ("javascript", "Error", "ENOSPC: System limit for number of file watchers reached, watch '/srv'", "", "the system lets no more files be watched"),
    ("javascript", "Error", "ENOSPC: no space left on device, watch '/x'", "", "the system lets no more files be watched"),
    ("ruby", "SocketError", "getaddrinfo: Temporary failure in name resolution", "", "a host's name could not be looked up: whoever knows the names did not answer"),
    ("javascript", "Error", "getaddrinfo EAI_AGAIN db", "", "the name of the host db could not be looked up: whoever knows the names did not answer"),
    ("java", "java.net.UnknownHostException", 'Unable to resolve host "api.x.com": No address associated', "", "no address is known for the host `api.x.com`"),
    ("ruby", "SQLite3::ConstraintException", "UNIQUE constraint failed: index 'idx_lower'", "", "such a row is there already, and the index `idx_lower` allows only one"),
    ("c", "AddressSanitizer", "heap-use-after-free on address 0x602", "", "memory is used after it was freed"),
]  # fmt: skip


def _traceback(language: str, kind: str, message: str, code: str) -> Traceback:
    frame = Frame(file="/srv/shop/main", line=7, function="f", code=code)
    return Traceback(chain=(Raised(type=kind, message=message, frames=(frame,)),), language=language)


@pytest.mark.parametrize(("language", "kind", "message", "code", "words"), _SAID)
def test_it_is_said_plainly(language: str, kind: str, message: str, code: str, words: str) -> None:
    finding, shown = told(_traceback(language, kind, message, code), "", lambda _: None)

    assert finding.cause == words + ("" if code else ", at /srv/shop/main:7")
    assert finding.diagnostic.code.startswith("runtime/foreign-")
    assert bool(shown) == bool(code)


@pytest.mark.parametrize(
    ("language", "kind", "message"),
    [
        ("javascript", "Error", "SYSTEMFILE_MISSING"),
        (
            "java",
            "org.springframework.beans.factory.NoUniqueBeanDefinitionException",
            "No qualifying bean of type 'a.R' available: more than one 'primary' bean found",
        ),
        ("javascript", "Error", "ECONNREFUSED while talking to redis"),
        ("java", "java.sql.SQLException", "column index 5 does not exist"),
        ("java", "java.sql.SQLException", 'ERROR: constraint "uq" of relation "users" does not exist'),
        ("c", "Error", "could not resize shared memory segment /P to 8 bytes: No space left on device"),
        ("javascript", "Error", "ENFILE: Too many open files in system"),
    ],
)
def test_what_only_sounds_alike_is_told_in_its_own_words(language: str, kind: str, message: str) -> None:
    assert (
        told(_traceback(language, kind, message, ""), "", lambda _: None)[0].diagnostic.code
        == "runtime/uncaught"
    )


@pytest.mark.parametrize(
    "opening", ['null value in column "', 'relation "', "Duplicate entry '", "Key (a)=("]
)
def test_a_message_of_repetitions_is_searched_in_no_time(opening: str) -> None:
    started = process_time()
    told(_traceback("javascript", "Error", opening * 5_000, ""), "", lambda _: None)
    assert process_time() - started < 2


@pytest.mark.parametrize(
    ("language", "function", "own"),
    [
        ("java", "play.api.Handler.call", False),
        ("javascript", "play.start", True),
        ("go", "reactor.(*Core).Step", True),
    ],
)
def test_packages_are_libraries_only_where_functions_are_named_with_them(
    language: str, function: str, own: bool
) -> None:
    frames = (
        Frame(file="/srv/app/main", line=9, function="main"),
        Frame(file="/srv/app/part", line=41, function=function),
    )
    traceback = Traceback(chain=(Raised(type="Error", message="x", frames=frames),), language=language)
    assert told(traceback, "", lambda _: None)[0].cause.endswith(
        "/srv/app/part:41" if own else "/srv/app/main:9"
    )


@pytest.mark.parametrize(
    ("report", "words"),
    [
        ("goroutine 1 [chan send]:\nmain.main()\n", "goroutine 1 waits to send on a channel, and nobody is there to receive"),
        ("goroutine 1 [semacquire, 2 minutes]:\nmain.main()\n", "goroutine 1 waits for a `sync.WaitGroup` or a lock, and nobody is there to release it"),
        ("goroutine 1 [chan send]:\nmain.main()\n\ngoroutine 5 [chan receive]:\nmain.f()\n", "every goroutine waits for another one"),
        ("goroutine 1 [sleep]:\nmain.main()\n", "every goroutine waits for another one"),
    ],
)  # fmt: skip
def test_what_the_last_goroutine_waits_for_is_said(report: str, words: str) -> None:
    deadlock = _traceback("go", "fatal error", "all goroutines are asleep - deadlock!", "")
    assert told(deadlock, report, lambda _: None)[0].cause.startswith(words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("0x0, {0xc0000140a0, 0x5}", "`handle` is called on a nil `*Server`"),
        ("0x0?", "something on this line is nil"),  # Go is not sure itself
        ("0xc000012345", "something on this line is nil"),
    ],
)
def test_a_method_of_nothing_is_named(arguments: str, words: str) -> None:
    frame = Frame(file="/srv/shop/main.go", line=7, function="main.(*Server).handle")
    raised = Raised(
        type="panic",
        message="runtime error: invalid memory address or nil pointer dereference",
        frames=(frame,),
    )
    report = f"goroutine 7 [running]:\nmain.(*Server).handle({arguments})\n"
    assert told(Traceback(chain=(raised,), language="go"), report, lambda _: None)[0].cause.startswith(words)


@pytest.mark.parametrize("one", [*KNOWN, *ANYWHERE], ids=lambda one: one.pattern[:40])
def test_the_words_only_use_what_the_pattern_gives(one: object) -> None:
    assert isinstance(one, type(KNOWN[0]))
    groups = re.compile(one.pattern).groups
    for template in (one.words, one.operand):
        used = {int(number) for number in re.findall(r"\{(\d)\}", template)}
        assert used <= set(range(groups))
    assert ("{x}" not in one.words) or one.operand


def test_what_is_not_known_is_told_in_the_words_of_the_report() -> None:
    finding, _ = told(_traceback("java", "shop.OutOfStock", "no tea", ""), "", lambda _: None)

    assert finding.cause == "`shop.OutOfStock`: `no tea`, at /srv/shop/main:7"
    assert finding.diagnostic.code == "runtime/uncaught"


def test_the_users_own_deepest_line_is_shown_from_the_workspace() -> None:
    frames = (
        Frame(file="app.js", line=2, function="total"),
        Frame(file="/srv/node_modules/lib/index.js", line=9, function="each"),
    )
    raised = Raised(
        type="TypeError", message="Cannot read properties of undefined (reading 'price')", frames=frames
    )
    text = "function total(item) {\n  return item.price;\n}\n"
    finding, [code] = told(
        Traceback(chain=(raised,), language="javascript"),
        "",
        lambda name: ("src/app.js", text) if name == "app.js" else None,
    )

    assert finding.cause == "`item` is undefined, so it has no `price`"
    assert finding.diagnostic.primary is not None
    span = finding.diagnostic.primary.span
    assert (code.path, code.text[span.start : span.end]) == ("src/app.js", "item")


def test_a_file_that_says_something_else_by_now_is_not_shown() -> None:
    trace = _traceback("javascript", "ReferenceError", "x is not defined", "return x;")
    finding, [code] = told(trace, "", lambda _: ("main", "\n" * 20))

    assert code.text == "return x;\n"
    assert finding.diagnostic.primary is not None


def test_the_line_above_a_report_of_node_is_read() -> None:
    report = "/srv/shop/main:7\n  const id = req.id.trim();\n                    ^\n\nTypeError: ...\n"
    trace = _traceback("javascript", "TypeError", "Cannot read properties of undefined (reading 'trim')", "")
    finding, _ = told(trace, report, lambda _: None)

    assert finding.cause == "`req.id` is undefined, so it has no `trim`"


@pytest.mark.parametrize(
    ("link", "words"),
    [
        (Link.CAUSE, "the text `12,50` is read as a number, and is none"),
        (Link.CONTEXT, "`java.lang.IllegalStateException`: `order 17`"),
    ],
)
def test_what_was_only_passed_on_is_said_first(link: Link, words: str) -> None:
    def frames(line: int) -> tuple[Frame, ...]:
        return (Frame(file="Orders.java", line=line, function="com.acme.Orders.load"),)

    root = Raised(
        type="java.lang.NumberFormatException",
        message='For input string: "12,50"',
        frames=frames(55),
        link=link,
    )
    final = Raised(type="java.lang.IllegalStateException", message="order 17", frames=frames(41))
    finding, _ = told(Traceback(chain=(root, final), language="java"), "", lambda _: None)

    assert finding.cause == f"{words}, at Orders.java:{55 if link is Link.CAUSE else 41}"
    assert any("order 17" in note or "12,50" in note for note in finding.diagnostic.notes)
