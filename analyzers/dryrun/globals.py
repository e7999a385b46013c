"""Which names does each language bring along?"""

import re

FAULT = re.compile(
    r"(?:Exception|Error|Exit|Interrupt|runtime_error|logic_error|invalid_argument|out_of_range)$"
)  # names of what is raised

_JAVASCRIPT = """
window document console Math JSON Object Array String Number Boolean Date RegExp Map Set WeakMap WeakSet WeakRef Symbol Promise Proxy Reflect Error Function
BigInt Intl globalThis global process Buffer require module exports __dirname __filename setTimeout setInterval setImmediate clearTimeout clearInterval
clearImmediate queueMicrotask structuredClone fetch parseInt parseFloat isNaN isFinite encodeURIComponent decodeURIComponent encodeURI decodeURI escape unescape
alert confirm prompt localStorage sessionStorage location navigator history screen performance crypto URL URLSearchParams Headers Request Response FormData
Blob File FileReader WebSocket XMLHttpRequest Worker Event CustomEvent EventTarget AbortController TextEncoder TextDecoder Image Audio requestAnimationFrame
cancelAnimationFrame getComputedStyle matchMedia addEventListener removeEventListener dispatchEvent postMessage self top parent name status event open close
print scroll scrollTo innerWidth innerHeight atob btoa eval arguments undefined NaN Infinity Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array
Int32Array Uint32Array Float32Array Float64Array ArrayBuffer DataView SharedArrayBuffer Atomics describe it test expect beforeEach afterEach beforeAll afterAll
jest vi cy chai assert sinon $ jQuery _ axios moment d3 angular Vue React ReactDOM app router express io socket chart require import define chrome browser
customElements MutationObserver IntersectionObserver ResizeObserver HTMLElement Element Node NodeList DOMParser speechSynthesis indexedDB caches reportError
"""
_RUBY = """
puts print p pp gets require require_relative load format sprintf printf rand srand sleep loop proc lambda raise exit abort at_exit catch throw block_given?
attr_accessor attr_reader attr_writer include extend private public protected module_function define_method freeze Integer Float String Array Hash Rational
Complex Struct Set Time Date DateTime Math File Dir IO Kernel Object Comparable Enumerable Process Random ENV ARGV STDIN STDOUT STDERR JSON YAML CSV Net URI
Thread Mutex Queue binding caller eval instance_eval class_eval method send __method__ warn system exec open test select trap describe it expect context let
before after Rails ActiveRecord Symbol Proc Method Class Module Range Regexp Fiber Ractor Data BasicObject NilClass TrueClass FalseClass Numeric gem __FILE__
__dir__ __LINE__ self inspect to_s class object_id tap then dup clone putc readline readlines autoload using alias_method instance_variable_get respond_to?
is_a? kind_of? instance_variable_set instance_variables methods nil? hash display itself extend_object get post namespace resources root task desc file namespace
"""
_PHP = """
echo print isset empty unset exit die count sizeof strlen strtoupper strtolower ucfirst ucwords trim ltrim rtrim explode implode join array_map array_filter
array_reduce array_sum array_keys array_values array_merge array_push array_pop array_shift array_unshift array_slice array_splice array_key_exists in_array
array_search array_unique array_reverse array_column array_combine array_fill array_flip sort rsort usort uasort uksort ksort krsort asort arsort range
number_format round floor ceil abs max min rand mt_rand random_int sprintf printf print_r var_dump var_export json_encode json_decode date time strtotime
mktime file_get_contents file_put_contents fopen fclose fgets fgetcsv fwrite feof file is_file is_dir mkdir unlink scandir header session_start setcookie
htmlspecialchars htmlentities strip_tags nl2br str_replace preg_match preg_replace preg_split preg_match_all substr strpos strrpos str_contains
str_starts_with str_ends_with str_repeat str_pad str_split strrev ucwords md5 sha1 hash password_hash password_verify base64_encode base64_decode urlencode
urldecode http_build_query parse_str filter_var is_null is_array is_string is_int is_numeric is_float is_bool is_callable is_object gettype get_class
method_exists property_exists function_exists class_exists call_user_func call_user_func_array func_get_args define defined constant ini_set error_reporting
set_error_handler trigger_error error_log assert spl_autoload_register usleep sleep microtime memory_get_usage intval floatval strval boolval settype intdiv
fmod sqrt pow exp log pi is_nan mysqli_connect mysqli_query mysqli_fetch_assoc curl_init curl_exec curl_setopt curl_close array array_walk compact extract list
list each current next reset end key array_diff array_intersect array_chunk array_rand shuffle array_is_list array_key_first array_key_last iterator_to_array
mb_strlen mb_substr mb_strtoupper mb_strtolower wordwrap chunk_split lcfirst nl2br similar_text levenshtein soundex metaphone ord chr dechex hexdec bin2hex
true false null PHP_EOL PHP_INT_MAX PHP_VERSION M_PI E_ALL stdClass DateTime DateTimeImmutable Exception PDO mysqli ArrayObject SplStack Closure require
serialize unserialize uniqid gethostname php_sapi_name phpversion checkdate date_default_timezone_set date_create sys_get_temp_dir tempnam readline stream_get_contents
"""
_GO = "len cap append make new copy delete panic recover print println close complex real imag min max clear string int int64 int32 float64 byte rune bool error nil true false iota"
_RUST = "Some None Ok Err String Vec Box Rc Arc println! print! format! drop"
_C = "NULL nullptr printf puts scanf malloc calloc realloc free strlen strcpy strcat strcmp strncpy memcpy memset exit abort assert fopen fclose fgets fprintf fscanf atoi rand srand time sizeof cout cerr cin endl clog std EXIT_SUCCESS EXIT_FAILURE INT_MAX INT_MIN true false sqrt pow abs max min sort swap make_unique make_shared move stoi stod to_string getline find reverse accumulate make_pair stdin stdout stderr fputs putchar getchar sprintf snprintf strncmp strstr strtok strdup atof toupper tolower isdigit isalpha"
_JAVA = "System Math Integer Double String List Map Set Arrays Collections Objects Optional Stream IntStream Collectors Character Boolean Long Thread LocalDate LocalDateTime Files Paths Path Scanner"
_CSHARP = "Console Math int string double decimal long bool char Convert Enumerable DateTime TimeSpan File Path Task Environment String Array Guid Random Thread nameof typeof"

KNOWN: dict[str, frozenset[str]] = {
    "javascript": frozenset(_JAVASCRIPT.split()),
    "ruby": frozenset(_RUBY.split()),
    "php": frozenset(_PHP.split()),
    "go": frozenset(_GO.split()),
    "rust": frozenset(_RUST.split()),
    "c": frozenset(_C.split()),
    "cpp": frozenset(_C.split()),
    "java": frozenset(_JAVA.split()),
    "csharp": frozenset(_CSHARP.split()),
}

# What prints or sets something and changes none of its arguments.
SILENT = frozenset(
    ("echo", "print", "puts", "p", "pp", "printf", "println", "Println", "Printf", "Print", "console.log", "console.error", "console.warn", "console.info", "console.table", "console.dir", "WriteLine", "Write", "println!", "print!", "eprintln!", "eprint!", "print_r", "var_dump", "System.out.println", "System.out.printf", "System.out.print", "fputs", "putchar")
)  # fmt: skip
