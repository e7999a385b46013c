"""What do compilers, linkers, bundlers, type checkers and interpreters say when they refuse code?

The kind tells grammar from types, names and linking: all of them go the syntax way.
"""

from analyzers.facts import Route
from analyzers.reports import Rule


def _refusal(
    needles: str | tuple[str, ...], pattern: str, tool: str, kind: str = "grammar", strength: float = 0.96
) -> Rule:
    words = {
        "grammar": "the code does not parse",
        "type": "types do not fit",
        "name": "a name is not known",
        "linking": "the linker misses a definition",
        "import": "an import is not found while building",
        "lint": "a checker finds fault",
        "build": "the build refuses the code",
    }
    return Rule(
        (needles,) if isinstance(needles, str) else needles,
        pattern,
        tool,
        Route.SYNTAX,
        kind,
        f"{tool}: {words[kind]}",
        strength,
    )


COMPILERS = (
    # C, C++, Swift, Dart, Zig and others share `file:line:column: error:`.
    _refusal("error:", r"\.\w{1,5}:\d+:\d+: (?:fatal )?error: (?:.*expected|.*unterminated|stray|.*missing|.*parse)", "compiler"),
    _refusal("error:", r"\.\w{1,5}:\d+:\d+: (?:fatal )?error: .*(?:undeclared|not declared|unknown type name|does not name|undefined|no member|cannot find|unresolved|not in scope)", "compiler", "name"),
    _refusal("error:", r"\.\w{1,5}:\d+:\d+: (?:fatal )?error: .*(?:conver|incompatible|type|argument|operand|mismatch|constructor|const|lvalue|redefinition|overload|assign)", "compiler", "type"),
    _refusal("error:", r"\.\w{1,5}:\d+(?::\d+)?: (?:fatal )?error: ", "compiler", "build", 0.95),
    _refusal(("rror: ",), r"\.(?:dart|zig|hs|swift|sol|vala|nim)[:(]\d+[:,]\d+\)?:? ?[Ee]rror: ", "compiler", "build"),
    _refusal("[-Werror", r"\berror: .*\[-Werror", "compiler", "lint", 0.97),
    _refusal(("undefined reference", "unresolved external", "ld returned", "Undefined symbols for", "symbol(s) not found", "duplicate symbol", "multiple definition of", "cannot find -l", "linker command failed", "linking with `cc` failed"),
             r"undefined reference to|unresolved external symbol|ld returned \d|^Undefined symbols for|symbol\(s\) not found for|duplicate symbol|multiple definition of|cannot find -l\w|linker command failed|linking with `cc` failed", "linker", "linking", 0.97),
    _refusal("error C", r"\berror C\d{4}:", "msvc", "build"),
    _refusal("error LNK", r"\berror LNK\d{4}:", "linker", "linking"),
    _refusal("error CS", r"\berror CS(?:1002|1003|1513|1514|1525|1026|1022|1519|1010|1040|8124)\b:?", "csc"),
    _refusal(("error CS", "error BC", "error FS", "CS0"), r"\b(?:error (?:CS|BC|FS)\d{3,4}|(?:^|\s)CS0\d{3}: )", "csc", "type"),
    _refusal("error TS", r"\berror TS1\d{3}:", "tsc"),
    _refusal("TS2", r"(?:\berror TS\d{4,5}:|\bTS2\d{3}: |\bts\(2\d{3}\))", "tsc", "type"),
    _refusal("error", r"^\s*error(?:\[E\d{4}\])?: (?!could not compile|test failed|process didn't|failed to run|linking).*\n\s*-->", "rustc", "type"),
    _refusal(("error[E", "could not compile"), r"error\[E\d{4}\]|error: could not compile `", "rustc", "build"),
    _refusal(".java:", r"\.java:\d+: error: .*(?:expected|illegal start|reached end|not a statement|unclosed|without|missing)", "javac"),
    _refusal(".java:", r"\.java:\d+: error: cannot find symbol", "javac", "name", 0.97),
    _refusal((".java:", "COMPILATION ERROR", "Compilation failed", "Compilation failure"), r"\.java:(?:\d+: error:|\[\d+,\d+\])|COMPILATION ERROR|Compilation failed|Compilation failure", "javac", "build", 0.97),
    _refusal(("Unresolved compilation problem", "error: cannot find symbol", "error: incompatible types"), r"Unresolved compilation problem|^error: (?:cannot find symbol|incompatible types)", "javac", "type", 0.97),
    _refusal((".kt:", ".kts:", "Unresolved reference"), r"\be: (?:file:)?\S+\.kts?:|\.kts?:\d+:\d+:? error:|^e: .*Unresolved reference", "kotlinc", "build", 0.97),
    _refusal(".scala:", r"\[error\] .*\.scala:\d+|\.scala:\d+: error:", "scalac", "build"),
    _refusal(".go:", r"^(?:vet: )?(?:\./)?[\w./\\-]+\.go:\d+:\d+: (?:syntax error|expected|missing|unexpected|newline in)", "go build"),
    _refusal(".go:", r"\.go:\d+:\d+: (?:undefined:|declared and not used|\S+ declared (?:and|but) not used|.* imported and not used|cannot use|missing return|too many|not enough|invalid operation|.*mismatched types|assignment mismatch|no required module|could not import|.* is not in (?:std|GOROOT)|\w+ redeclared|non-boolean|multiple-value|impossible|import cycle|undefined )", "go build", "type", 0.97),
    _refusal((".go:", "# "), r"^# [\w./-]+(?: \[.*\])?\n(?:vet: )?(?:\./)?\S+\.go:\d+:\d+: ", "go build", "build", 0.97),
    _refusal(("[build failed]", "[setup failed]"), r"\[(?:build|setup) failed\]", "go test", "build", 0.97),
    _refusal(("import cycle not allowed",), r"import cycle not allowed", "go build", "import", 0.97),
    # Python, on a server that imports the handler itself.
    _refusal(("UserCodeSyntaxError",), r"\bUserCodeSyntaxError\b", "lambda", "grammar", 0.97),
    # Checkers.
    _refusal(".py", r"^\S+\.pyi?:\d+(?::\d+)?: error: .*", "mypy", "type", 0.97),
    _refusal(("Found ",), r"^Found \d+ errors? in \d+ files? \(checked", "mypy", "type", 0.97),
    _refusal(("(report", "pyright"), r" - error: .*\(report\w+\)|^\d+ errors?, \d+ warnings?(?:, \d+ informations?)?", "pyright", "type", 0.96),
    _refusal((".py:",), r"^\S+\.py:\d+:\d+: E999 |^\S+\.py:\d+:\d+: (?:invalid-syntax|SyntaxError)", "ruff", "grammar", 0.97),
    _refusal((".py:", "Found "), r"^\S+\.py:\d+:\d+: (?![CRIW]\d{4}: )[A-Z]{1,4}\d{3,4}:? |^Found \d+ errors?\.", "ruff", "lint", 0.92),
    _refusal((".py:",), r"^\S+\.py:\d+:\d+: E\d{4}: ", "pylint", "lint", 0.92),
    _refusal(("error",), r"^\s+\d+:\d+\s+error\s+Parsing error", "eslint", "grammar", 0.97),
    _refusal(("error", "✖ "), r"^\s+\d+:\d+\s+error\s+\S.*\s{2,}[\w@/-]+$|^✖ \d+ problems? \([1-9]", "eslint", "lint", 0.94),
    _refusal(("invalid-syntax", "cannot format"), r"^invalid-syntax: |error: cannot format .*(?:Cannot parse|INTERNAL)", "formatter", "grammar", 0.96),
    # JavaScript engines, transpilers and bundlers. Node shows the compiling frames of its loader.
    _refusal("SyntaxError", r"(?:Uncaught )?SyntaxError: (?!.*(?:JSON|Invalid regular expression|Invalid flags)).*\n(?:\s+at .*\n)*?\s+at (?:async )?(?:internalCompile|wrapSafe|new Script|compileSourceTextModule|compileForInternal|checkSyntax|Module\._compile|ModuleLoader|ESMLoader|Object\.compileFunction|compileFunction|ModuleWrap|new ModuleWrap|ScriptTransformer|Runtime\.createScript|makeContextifyScript|internalCompileFunction)", "node", "grammar", 0.98),
    _refusal(("Unexpected token", "Unexpected identifier", "Unexpected end of input", "Invalid or unexpected token", "Missing initializer", "Unexpected reserved", "Unexpected strict", "has already been declared", "missing ) after", "Illegal return", "Invalid left-hand side", "Unexpected string", "Unexpected number", "outside a module", "await is only valid", "Unterminated", "Identifier '", "Illegal break", "Illegal continue", "Invalid shorthand", "missing } ", "requires a function name"),
             r"SyntaxError: (?:Unexpected (?:token (?!.*(?:JSON|is not valid|u in|o in|< in|< $))|identifier|end of input|reserved|strict|string|number|template|eval)|Invalid or unexpected token|Missing initializer|missing [)}]|Illegal (?:return|break|continue)|Invalid left-hand|Invalid shorthand|.*has already been declared|Cannot use import statement outside|await is only valid|Unterminated (?!string in JSON)|Function statements require|.*is not defined by import)", "javascript", "grammar", 0.93),
    _refusal(("Module parse failed", "Failed to parse source", "Failed to compile", "Parsing error", "Unexpected token (", "Syntax error:", "[ERROR] Expected", "Transform failed with", "[plugin:vite:", "Parsing ecmascript source code failed", "Expected a semicolon", "Unexpected character '", "Adjacent JSX elements", "[vite] Internal server error"),
             r"Adjacent JSX elements must be|\[vite\] Internal server error: .*\(\d+:\d+\)|Module parse failed|Failed to parse source|^Failed to compile|Parsing error:|Unexpected token \(\d+:\d+\)|\[ERROR\] (?:Expected|Unexpected|Unterminated|Syntax)|Transform failed with \d+ error|\[plugin:vite:(?:react-babel|esbuild|vue|import-analysis|css)|Parsing ecmascript source code failed", "bundler", "grammar", 0.96),
    _refusal(("Module not found: ", "Could not resolve", "Failed to resolve import", "[ERROR] "), r"Module not found: (?:Error: )?Can't resolve|\[ERROR\] (?:Could not resolve|No matching export)|Could not resolve ['\"]\S+['\"] from|Failed to resolve import|is not exported by ", "bundler", "import", 0.93),
    # Interpreters that parse first.
    _refusal(("PHP Parse error", "Parse error: ", "syntax error, unexpected"), r"Parse error: +(?:syntax error|Unclosed|Invalid|Unmatched)|syntax error, unexpected ", "php", "grammar", 0.96),
    _refusal((".rb:",), r"\.rb:\d+: .*(?:syntax error|unterminated|unexpected|expect(?:ed|s) |expected a)|\.rb:.*\(SyntaxError\)|syntax errors? found \(SyntaxError\)", "ruby", "grammar", 0.97),
    _refusal(("syntax error, unexpected", "unexpected keyword_end", "unexpected end-of-input", "unexpected end-of-file"), r"syntax error, unexpected (?:end|keyword|'|\"|local|t[A-Z]|\$end|`)|unexpected (?:keyword_end|end-of-input)", "ruby", "grammar", 0.95),
    _refusal(("(SyntaxError)", "(TokenMissingError)", "(CompileError)", "Compilation error in file", "(MismatchedDelimiterError)"), r"\*\* \((?:Syntax|TokenMissing|Compile|MismatchedDelimiter)Error\)|== Compilation error in file", "elixir", "grammar", 0.97),
    _refusal(("aborted due to compilation errors", "syntax error at ", "had compilation errors", "requires explicit package"), r"aborted due to compilation errors|syntax error at \S+ line \d+|had compilation errors|requires explicit package name", "perl", "grammar", 0.97),
    _refusal((".lua:",), r"\.lua:\d+: .*(?:expected|unexpected symbol|unfinished|malformed|'end')(?! .*got)", "lua", "grammar", 0.96),
    _refusal(("syntax error near", "syntax error: unexpected", "unexpected EOF while looking", "Syntax error: ", "parse error near", "unexpected token `", "syntax error: "),
             r"syntax error near unexpected token|syntax error: unexpected end of file|unexpected EOF while looking for matching|Syntax error: .*(?:unexpected|Unterminated|Bad)|zsh: parse error|: \d+: Syntax error", "shell", "grammar", 0.97),
    _refusal(("ParserError", "ParseException", "Missing closing '"), r"FullyQualifiedErrorId : (?:Missing|Unexpected|Terminator|Incomplete)|ParentContainsErrorRecordException|Missing closing '[})]' in", "powershell", "grammar", 0.95),
    _refusal(("ERROR:  syntax error", "ERROR 1064", "Parse error near line", "Parse error: near", "Incorrect syntax near", "Error: near line", "ERROR: syntax error", "ORA-009", "ERROR:  column", "ERROR:  relation", "\nLINE "),
             r"^(?:psql:\S+:\d+: )?ERROR:  ?syntax error at|^(?:psql:\S+:\d+: )?ERROR:  ?[^\n]+\nLINE \d+: |^ERROR 1064|^(?:Parse error|Error:?) near line \d+|^Parse error: near|^Msg \d+, Level.*\n?.*Incorrect syntax|^ORA-009\d\d", "sql", "grammar", 0.9),
    _refusal(("missing separator", "CMake Error", "Parse error.  "), r"\*\*\* missing separator|\*\*\* recipe commences|Parse error\.  (?:Expected|Function missing)|CMake Error at .*\n\s+Parse error", "make", "grammar", 0.95),
    _refusal(("! Undefined control", "! Missing", "! LaTeX Error", "Runaway argument", "! Emergency stop"), r"^! (?:Undefined control|Missing|LaTeX Error|Extra|Paragraph ended|Misplaced|Emergency)|Runaway argument", "latex", "grammar", 0.94),
    _refusal(("Undefined variable.", "expected \"", "SassError", "CssSyntaxError"), r"SassError: |CssSyntaxError: |^Error: (?:expected \"|Undefined variable\.)", "css", "grammar", 0.94),
    _refusal(("dockerfile parse error", "unknown instruction", "Dockerfile parse"), r"[Dd]ockerfile parse error|unknown instruction: \w+", "docker", "grammar", 0.9),
    _refusal(("[GHC-", ".hs:"), r"\.hs:\d+:\d+: error", "ghc", "type", 0.97),
    _refusal(("Error: Unbound", "Error: This expression", "Error: Syntax error"), r"^File \"[^\"]+\.mli?\", line .*\n(?:.*\n){0,4}?Error: ", "ocaml", "type", 0.96),
    _refusal(("ParseError", "syntax: "), r"^ERROR: (?:LoadError: )?(?:syntax: |ParseError)", "julia", "grammar", 0.97),
    _refusal(("Error: unexpected", "Error in parse("), r"^Error: unexpected (?:symbol|'|string|numeric|end of input|input|assignment|SPECIAL)|^Error in (?:parse\(|source\().*\n?.*unexpected", "r", "grammar", 0.96),
    _refusal(("Compile Error", "Compilation Error", "Compilation error", "compilation terminated", "Build failed with", "Compile error"), r"^\s*(?:Verdict:? ?|Status:? ?)?(?:Compile|Compilation) [Ee]rror\b|compilation terminated\.|COMPILE_ERROR", "compiler", "build", 0.93),
    _refusal(("Compilation failed; see", "compileJava FAILED", "compileKotlin FAILED", "compileDebug", "compileTestJava FAILED"), r"Compilation failed; see the compiler|:compile\w*(?:Java|Kotlin)\w* FAILED", "gradle", "build", 0.96),
    _refusal(("expected `", "does not live long enough", "cannot borrow", "borrow of moved value", "use of moved value"), r"^\s*(?:error.*)?(?:.*does not live long enough|cannot borrow `|(?:borrow|use) of moved value)", "rustc", "type", 0.9),
)  # fmt: skip
