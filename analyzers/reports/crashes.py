"""What do running programs print when an exception, a panic, a signal or a lack of memory stops them?

Parsers of data fail while a program runs: their "syntax error" is runtime, and outranks the words.
"""

from analyzers.facts import Route
from analyzers.reports import Rule


def _crash(
    needles: str | tuple[str, ...], pattern: str, tool: str, kind: str = "exception", strength: float = 0.93
) -> Rule:
    words = {
        "exception": "an exception stops the program",
        "panic": "a panic stops the program",
        "signal": "a signal kills the program",
        "memory": "memory runs out",
        "data": "data cannot be parsed; the code can",
        "import": "an import fails when the program runs",
        "guard": "a guard assertion stops the program",
        "deadlock": "every goroutine waits",
        "locked": "threads wait for each other",
        "connection": "a connection is refused or times out",
        "system": "the system refuses a request of the program",
        "config": "a configuration cannot be read",
    }
    needles = (needles,) if isinstance(needles, str) else needles
    return Rule(needles, pattern, tool, Route.RUNTIME, kind, f"{tool}: {words[kind]}", strength)


CRASHES = (
    # Data that cannot be parsed.
    _crash(("JSON", "json"), r"JSONDecodeError|(?:in|valid|parse|of) JSON(?: at| input|$|\.| )|JsonSyntaxException|JsonParseException|MalformedJson|JSON::ParserError|JSON\.parse \(<anonymous>\)|JsonException|json: cannot unmarshal|invalid character .* looking for beginning|unexpected end of JSON|serde_json|System\.Text\.Json|Jason\.DecodeError|JsonReaderException|JsonMappingException|json\.Unmarshal|json_decode", "json", "data", 0.98),
    _crash(("SyntaxError: Unexpected token", "SyntaxError: Unexpected end", "SyntaxError: Bad control", "SyntaxError: Expected"), r"SyntaxError: (?:Unexpected token .{1,4} in JSON|.*is not valid JSON|Unexpected token [<uo],? .*in JSON|Unexpected end of JSON|Bad control character in string|.* in JSON at position)", "json", "data", 0.985),
    _crash("SyntaxError: ", r"SyntaxError: .*\n\s+at (?!.*(?:node:|internal|wrapSafe|new Script|node_modules|Parser|compile|ModuleLoader|ModuleJob|[Tt]ransform|JSON\.parse|RegExp)).*:\d+:\d+", "javascript", "data", 0.985),
    _crash("JSON.parse", r"SyntaxError[\s\S]{0,400}?at JSON\.parse", "json", "data", 0.985),
    _crash(("regular expression", "PatternSyntaxException", "re.error", "PatternError", "RegexpError", "regex parse error", "error parsing regexp", "RegexParseException", "sre_parse", "sre_compile", "preg_"), r"SyntaxError: Invalid (?:regular expression|flags)|PatternSyntaxException|\bre\.(?:error|PatternError)\b|RegexpError|regex parse error|error parsing regexp|RegexParseException|sre_(?:parse|compile)|preg_\w+\(\): ", "regex", "data", 0.98),
    _crash(("yaml", "Yaml", "YAML", "Psych"), r"yaml\.(?:scanner|parser|reader|composer|constructor)\.|YAMLException|YAMLParseException|Psych::SyntaxError|\(<unicode string>\)|error converting YAML|yaml: (?:line|unmarshal)|ScannerError|while (?:scanning|parsing) a (?:simple key|block mapping|quoted scalar|flow|block)|YamlDotNet", "yaml", "data", 0.975),
    _crash(("TOMLDecodeError", "toml", "ParsingError", "MissingSectionHeader", "configparser"), r"TOMLDecodeError|toml\.\w*Error|TomlDecodeError|configparser\.\w+Error|MissingSectionHeaderError|toml: ", "config", "config", 0.975),
    _crash(("XML", "xml", "SAX", "ExpatError", "not well-formed"), r"XMLSyntaxError|SAXParseException|ExpatError|ElementTree\.ParseError|ParseError: (?:not well-formed|mismatched tag|no element|syntax error)|XmlException|REXML::ParseException", "xml", "data", 0.975),
    _crash(("OperationalError", "ProgrammingError", "SQL", "psycopg", "errors.SyntaxError", "PG::", "sqlite3", "ER_PARSE_ERROR", "pq: ", "Mysql2", "mysql"), r"(?:sqlite3|MySQLdb\S*|pymysql\S*|psycopg2?\S*|sqlalchemy\S*|mysql\.connector\S*|asyncpg\S*|django\.db\S*|duckdb\S*)\.\w*(?:Error|Exception)\b|SQLSyntaxErrorException|PSQLException|SQLSTATE\[|PG::\w+|ActiveRecord::StatementInvalid|BadSqlGrammar|SqlException|SQLGrammarException|ER_PARSE_ERROR|pq: syntax|SQLITE_ERROR|Mysql2::Error|SqliteException|QueryFailedError|SequelizeDatabaseError|PrismaClient\w*Error|java\.sql\.\w*Exception|Npgsql\.\w+Exception|Postgrex\.Error|PDOException|mysqli_sql_exception", "sql", "data", 0.98),
    _crash(("TemplateSyntaxError", "TemplateError", "template:", "ActionView::", "Twig", "FreeMarker", "freemarker", "Thymeleaf", "TemplateProcessing", "Handlebars", "Liquid", "LiquidError", "ejs", "mako"), r"TemplateSyntaxError|TemplateAssertionError|ActionView::Template::Error|Twig\\?\S*Error|template: \S+:\d+|freemarker\.core|TemplateProcessingException|TemplateInputException|Parse error on line \d+:|Liquid (?:syntax )?error|mako\.exceptions|could not find matching close tag", "template", "data", 0.975),
    _crash(("literal_eval", "malformed node or string", "<string>", "<unknown>", "EvalError", "eval at ", "numexpr", "instance_eval", "(eval"), r"in literal_eval|malformed node or string|File \"<unknown>\", line \d+|\beval at \S+ \(|^\(eval(?: at .*)?\):\d+", "eval", "data", 0.975),
    _crash(("GraphQL", "Syntax Error: "), r"GraphQL(?:Error|SyntaxError)|Syntax Error: (?:Expected|Unexpected|Cannot parse)", "graphql", "data", 0.95),
    _crash(("nginx: [emerg]", "configuration file", "[emerg]", "Invalid configuration", "error parsing", "logback", "httpd: Syntax error", "AH00526", "kubectl", "error validating", "error: error parsing", "InvalidConfig"), r"nginx: \[emerg\]|\[emerg\]|AH00526|error parsing \S+\.ya?ml|error validating \"|InvalidConfig|[Ff]ailed to (?:load|parse|read) (?:the )?config", "config", "config", 0.95),
    _crash(("NumberFormatException", "invalid literal for int", "could not convert string", "ParseIntError", "strconv.", "FormatException", "DateTimeParseException", "UnicodeDecodeError", "does not match format", "ArgumentError): invalid value for"), r"NumberFormatException|invalid literal for int\(\)|could not convert string to|ParseIntError|ParseFloatError|strconv\.\w+: parsing|FormatException|DateTimeParseException|Unicode(?:De|En)codeError|does not match format", "conversion", "data", 0.96),
    # JVM
    _crash("Exception in thread", r"Exception in thread \"", "java", strength=0.95),
    _crash((".java:", ".kt:", ".scala:", "Native Method"), r"^[ \t]*at [\w.$<>/@]+\((?:[\w$]+\.(?:java|kt|scala|groovy):\d+|Native Method|Unknown Source)\)", "java", strength=0.93),
    _crash("Caused by: ", r"(?:^|\s)Caused by: [\w.$]+", "java", strength=0.93),
    _crash(("Exception", "Error"), r"\b(?:java|javax|jakarta|kotlin|org|com|io|android|scala)\.[\w.$]+(?:Exception|Error)\b", "java", strength=0.91),
    _crash(("FATAL EXCEPTION",), r"FATAL EXCEPTION", "android", strength=0.96),
    _crash(("OutOfMemoryError", "heap out of memory", "bad_alloc", "MemoryError", "out of memory", "Out of memory", "OOMKilled", "Cannot allocate memory", "memory exhausted", "Allowed memory size", "OOM"), r"OutOfMemory(?:Error|Exception)|heap out of memory|std::bad_alloc|\bMemoryError\b|\b[Oo]ut of memory(?!\?)|OOMKilled|Cannot allocate memory|Allowed memory size of|oom-kill|OOM[- ]kill", "memory", "memory", 0.94),
    # JavaScript
    _crash(("Uncaught", "UnhandledPromiseRejection", "unhandledRejection", "ERR_UNHANDLED"), r"Uncaught (?:\(in promise\) )?(?!SyntaxError)\w*|UnhandledPromiseRejection|unhandledRejection|ERR_UNHANDLED", "javascript", strength=0.93),
    _crash(("TypeError: ", "ReferenceError: ", "RangeError: ", "URIError: ", "EvalError: "), r"(?:^|[\s>(\[])(?:TypeError|ReferenceError|RangeError|URIError|EvalError)(?: \[\w+\])?: \S", "javascript", strength=0.91),
    _crash(("    at ", "\tat "), r"^[ \t]+at (?:async )?(?:.+ \()?(?:file://|node:|[/\w.\\:<>-]+\.(?:[cm]?[jt]sx?)|webpack|internal/|<anonymous>|https?://).*:\d+:\d+\)?$", "javascript", strength=0.9),
    _crash(("Cannot find module", "ERR_MODULE_NOT_FOUND", "ERR_REQUIRE_ESM", "ERR_PACKAGE_PATH"), r"Error(?: \[ERR_MODULE_NOT_FOUND\])?: Cannot find (?:module|package)|ERR_MODULE_NOT_FOUND|ERR_REQUIRE_ESM|MODULE_NOT_FOUND", "node", "import", 0.95),
    _crash(("Hydration failed", "Maximum update depth", "Minified React error", "Maximum call stack", "Objects are not valid as a React child", "Invalid hook call"), r"Hydration failed|Maximum update depth|Minified React error|Maximum call stack|not valid as a React child|Invalid hook call", "react", strength=0.9),
    _crash("CallStack (from HasCallStack)", r"^CallStack \(from HasCallStack\):", "haskell", strength=0.95),
    _crash(("Prelude.", "Non-exhaustive patterns", "<<loop>>"), r"^\S+: (?:Prelude\.\S+: |.*: Non-exhaustive patterns|<<loop>>)", "haskell", strength=0.94),
    # Go, Rust
    _crash("panic: ", r"(?:^|\s)panic: (?!test timed out)", "go", "panic", 0.95),
    _crash("goroutine ", r"^goroutine \d+ \[", "go", "panic", 0.92),
    _crash("fatal error: ", r"^fatal error: (?:all goroutines are asleep|concurrent map|stack overflow|runtime|unexpected signal|out of memory|stack size)", "go", "deadlock", 0.97),
    _crash("panicked at", r"thread '[^'\n]*' (?:\(\d+\) )?panicked at", "rust", "panic", 0.94),
    _crash(("RUST_BACKTRACE",), r"with `RUST_BACKTRACE=1`", "rust", "panic", 0.8),
    # Ruby, PHP, .NET, Swift, Elixir, others
    _crash(".rb:", r"\.rb:\d+:in [`'].*['`]: .*|\.rb:\d+:in [`']", "ruby", strength=0.93),
    _crash(("(NoMethodError)", "NoMethodError", "NameError", "(ZeroDivisionError)", "LoadError", "(KeyError)", "ArgumentError", "FrozenError"), r"\((?:NoMethodError|NameError|ZeroDivisionError|LoadError|KeyError|ArgumentError|TypeError|RuntimeError|StopIteration|FrozenError|Errno::\w+)\)|^(?:NoMethodError|LoadError|FrozenError|ActiveRecord::\w+|Errno::\w+)\b", "ruby", strength=0.94),
    _crash(("Fatal error: ", "PHP Fatal"), r"Fatal error: +(?:Uncaught|Allowed memory|Maximum execution|Call to)|PHP Fatal error", "php", strength=0.96),
    _crash(("PHP Warning", "Warning: ", "PHP Notice", "Notice: "), r"^(?:PHP )?(?:Warning|Notice|Deprecated): +\S.* in \S+ on line \d+", "php", strength=0.75),
    _crash(("Unhandled exception", "Unhandled Exception", "System."), r"^[ \t]*Unhandled [Ee]xception|\bSystem\.(?:\w+\.)*\w+Exception\b", "dotnet", strength=0.95),
    _crash((":line ",), r"^[ \t]+at .+ in .+:line \d+", "dotnet", strength=0.93),
    _crash(("Fatal error: ", "EXC_BAD_ACCESS", "EXC_BAD_INSTRUCTION", "Thread 1: ", "Terminating app due to"), r"Fatal error: (?:Index out|Unexpectedly found nil|.*: file )|\.swift:\d+: Fatal error|EXC_BAD_\w+|Thread 1: (?:Fatal|EXC|signal)|Terminating app due to uncaught exception", "swift", strength=0.96),
    _crash("** (", r"\*\* \((?!SyntaxError|TokenMissing|Compile|Mismatched)\w[\w.]*Error\)|\*\* \((?:EXIT|stop|throw|exit)", "elixir", strength=0.95),
    _crash(("[error] GenServer",), r"\[error\] GenServer .* terminating", "elixir", strength=0.95),
    _crash((".lua:", "attempt to "), r"attempt to (?:index|call|perform arithmetic on|concatenate|compare|get length)", "lua", strength=0.95),
    _crash(("Error in ",), r"^Error in (?!parse\(|source\()[\w.:]+\(?.*(?: :|:)", "r", strength=0.92),
    _crash(("ERROR: ",), r"^ERROR: (?:LoadError: )?(?:\w+Error|BoundsError|MethodError|UndefVarError|DomainError)(?::|\()", "julia", strength=0.94),
    _crash(("Can't locate", " at "), r"Can't locate (?:object method|\S+\.pm in @INC)|Can't (?:call|use) .* at \S+ line \d+| at \S+\.p[lm] line \d+\.", "perl", strength=0.92),
    # Native code
    _crash(("egmentation fault", "egfault", "core dumped", "SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "Bus error", "Illegal instruction", "Floating point exception", "Aborted", "ACCESS_VIOLATION", "0xC0000005", "Access violation", "0xc0000005", "3221225477"), r"[Ss]egmentation fault|\b[Ss]egfault|core dumped|\bSIG(?:SEGV|ABRT|BUS|FPE|ILL)\b|^Bus error|^Illegal instruction|Floating point exception|(?:^|: )Aborted\b|ACCESS_VIOLATION|0x[cC]0000005|Access violation|3221225477", "native", "signal", 0.94),
    _crash(("Sanitizer", "runtime error: ", "==ERROR", "Invalid read of size", "Invalid write of size", "LeakSanitizer"), r"(?:Address|Thread|Memory|UndefinedBehavior|Leak)Sanitizer|:\d+: runtime error: |Invalid (?:read|write) of size", "sanitizer", "signal", 0.96),
    _crash(("terminate called", "terminating with uncaught", "pure virtual", "double free", "malloc(): ", "free(): ", "munmap_chunk", "corrupted ", "stack smashing", "heap corruption", "corruption of the heap"), r"terminate called|terminating (?:with|due to) uncaught|pure virtual method|double free|malloc\(\): |free\(\): |munmap_chunk|corrupted (?:size|double|top|unsorted)|stack smashing", "native", "signal", 0.96),
    _crash(("Assertion", "assertion"), r": Assertion [`'].*['`] failed|: .*: Assertion [`']|^Assertion failed: |Debug Assertion Failed", "native", "guard", 0.94),
    _crash(("Program received signal", "Program terminated with signal", "stop reason = "), r"Program (?:received|terminated with) signal|stop reason = (?:EXC|signal)", "debugger", "signal", 0.96),
    _crash(("exit code", "exit status", "exited with code", "Exit code", "exited with status"), r"(?:exit(?:ed with)?(?: code| status)?|Exit code):? ?(?:13[4-9]|-1[15]|-6|255|0x)|exit status (?:2|13\d)", "process", "signal", 0.8),
    _crash(("Killed",), r"(?:^|\d )Killed(?:\s|$)|Killed process \d+", "kernel", "memory", 0.9),
    _crash(("CrashLoopBackOff", "Back-off restarting"), r"CrashLoopBackOff|Back-off restarting", "kubernetes", strength=0.85),
    # Python without a readable traceback
    _crash("Traceback (most recent call last)", r"Traceback \(most recent call last\)", "python", strength=0.88),
    _crash(("Error", "Exception", "Interrupt"), r"^(?:[>|] ?)?(?:E +)?(?!AssertionError|SyntaxError|IndentationError|TabError|KeyboardInterrupt)(?:[a-z_]\w*\.)*[A-Z]\w*(?:Error|Exception)(?::\s\S|$)", "exception", strength=0.9),
    _crash(("ModuleNotFoundError", "ImportError", "cannot import name", "No module named", "ClassNotFoundException", "NoClassDefFoundError"), r"ModuleNotFoundError|ImportError|cannot import name '|No module named|ClassNotFoundException|NoClassDefFoundError", "import", "import", 0.94),
    # System and network
    _crash(("duplicate key", "Duplicate entry", "constraint failed", "violates "), r"duplicate key value|Duplicate entry|constraint failed|violates (?:unique|foreign|not-null|check)", "sql", "data", 0.93),
    _crash(("ECONNREFUSED", "ETIMEDOUT", "ENOENT", "EADDRINUSE", "EACCES", "ECONNRESET", "EPIPE", "ENOTFOUND", "EMFILE"), r"\b(?:ECONNREFUSED|ETIMEDOUT|ENOENT|EADDRINUSE|EACCES|ECONNRESET|EPIPE|ENOTFOUND|EMFILE|EPERM)\b", "system", "system", 0.88),
    _crash(("onnection refused", "onnection reset", "Broken pipe", "broken pipe", "connection timed out", "Connection timed out", "No route to host", "Address already in use", "address already in use"), r"[Cc]onnection (?:refused|reset|timed out)|[Bb]roken pipe|No route to host|[Aa]ddress already in use", "network", "connection", 0.82),
    _crash(("500 Internal", "502 Bad", "503 Service", "HTTP 500", "status 500", "status=500", '" 500', "Internal Server Error"), r"\b(?:500 Internal|502 Bad|503 Service|HTTP 50\d|status[ =:]50\d)|\" 500 |Internal Server Error", "server", strength=0.75),
    _crash((": not found", "command not found", "Unknown command"), r"(?:^|(?<=[\"'`\s]))\S*sh: (?:\d+: )?\S+: not found|^(?:zsh:\d+: command not found: \S|fish: Unknown command:? \S)", "shell", "system", 0.82),
    _crash(("command not found", "unbound variable", "No such file or directory", "Permission denied", "bad substitution", "not recognized as", "ambiguous redirect", "too many arguments", "unary operator expected", "integer expression expected"), r"^(?:\S*sh|cp|mv|cat|ls|cd|rm|mkdir|chmod|chown|python\d?|node|tail|head|grep|sed|find|tar|docker|sudo)(?:\[\d+\])?: .*(?:command not found|unbound variable|No such file or directory|Permission denied|[Bb]ad substitution|ambiguous redirect|too many arguments|unary operator expected|integer expression expected)", "shell", "system", 0.82),
    # Other languages and machines.
    _crash(("Index exceeds", "Error in ", "Unrecognized function or variable", "out of bound"), r"^Index exceeds|^Unrecognized function or variable|^error: (?:index \(.*out of bound|'\w+' undefined|called from)|^Error in \w+ \(line \d+\)", "matlab"),
    _crash(("Fatal error: exception ",), r"^Fatal error: exception ", "ocaml", strength=0.96),
    _crash(("** exception ", "CRASH REPORT", "=ERROR REPORT="), r"^\*\* exception (?:error|exit|throw): |CRASH REPORT", "erlang", strength=0.95),
    _crash(("Execution error", "ExceptionInfo"), r"^Execution error (?:\(\w+\) )?at ", "clojure", strength=0.96),
    _crash(("FullyQualifiedErrorId", "Cannot index into a null array", "You cannot call a method on a null"), r"FullyQualifiedErrorId : (?!Missing|Unexpected|Terminator|Incomplete)|^Cannot index into a null array|^You cannot call a method on a null", "powershell", strength=0.92),
    _crash(("awk: ",), r"^g?awk: .*fatal: ", "awk", strength=0.92),
    _crash(("Fortran runtime error",), r"^Fortran runtime error: ", "fortran", strength=0.96),
    _crash(("Run-time error '", "Runtime error "), r"^Run-time error '-?\d+'|^Runtime error \d+ at", "basic", strength=0.95),
    _crash(("on a base object of type", "on a null value", "on a null instance"), r"Invalid (?:access to|get index|set index|call).* on (?:a )?(?:base|null)", "godot", strength=0.94),
    _crash(("EXCEPTION CAUGHT BY",), r"EXCEPTION CAUGHT BY \w+", "flutter", strength=0.95),
    _crash(("Main process exited", "oom-kill", "oom_kill", "OOM Killed", "core-dump"), r"Main process exited, code=(?:killed|dumped|exited, status=[1-9])|Failed with result '(?:oom-kill|core-dump|signal|exit-code)'|oom[-_]kill event|OOM Killed", "system", "system", 0.92),
    _crash(("upstream prematurely closed", "connect() failed (", "no live upstreams"), r"upstream prematurely closed connection|connect\(\) failed \(\d+: |no live upstreams", "nginx", "connection", 0.9),
    _crash(("Worker failed to boot",), r"Worker failed to boot", "gunicorn", "system", 0.88),
    _crash(("FATAL: ", "authentication failed"), r"\bFATAL: +(?:password authentication|database \"|role \"|no pg_hba|sorry, too many|remaining connection)", "postgres", "connection", 0.92),
    _crash(("Guru Meditation", "HardFault", "Hard Fault", "UsageFault", "BusFault", "MemManage"), r"Guru Meditation Error|\b(?:Hard ?|Usage|Bus|MemManage ?)[Ff]ault\b", "microcontroller", "signal", 0.93),
    _crash(("BUG: ", "Oops: ", "Kernel panic"), r"\bBUG: (?:kernel NULL|unable to handle|soft lockup)|\bOops: \d+|Kernel panic - ", "kernel", "signal", 0.94),
    _crash(("FAILED! => ", "UNREACHABLE! => "), r"^fatal: \[[^\]]+\]: (?:FAILED|UNREACHABLE)! =>", "ansible", "system", 0.9),
    _crash(("\n  with ", "  with "), r"^[^\w\n]*Error: [^\n]+\n(?:.*\n){0,3}?[^\w\n]*with \S+\.\S+,[ \t]*$", "terraform", "system", 0.9),
    _crash(("can't resolve dependencies of",), r"can't resolve dependencies of the \w+", "nest", strength=0.93),
    _crash(("APPLICATION FAILED TO START",), r"APPLICATION FAILED TO START", "spring", strength=0.95),
    _crash(("ORA-",), r"^ORA-(?:01403|01422|06502|06512|01476|00001|02291|02292|12154|12541|01017|00060|01400|01722|01555)\b", "oracle", strength=0.93),
    _crash(("Java-level deadlock", "Deadlock found when", "deadlock detected"), r"Java-level deadlock|Deadlock found when trying|deadlock detected", "deadlock", "locked", 0.93),
    _crash(("Job aborted due to stage failure",), r"Job aborted due to stage failure", "spark", strength=0.93),
    _crash(("DETAIL: ", "HINT: ", "CONTEXT: "), r"^ERROR: +[^\n]+\n(?:DETAIL|CONTEXT): ", "postgres", "system", 0.85),
)  # fmt: skip
