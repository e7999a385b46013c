"""Which methods do values of the dynamic languages have?

Only for saying that there is none: a name counts as missing when values of another kind have it.
"""

_JS_LIST = "at concat copyWithin entries every fill filter find findIndex findLast findLastIndex flat flatMap forEach includes indexOf join keys lastIndexOf length map pop push reduce reduceRight reverse shift slice some sort splice toLocaleString toSorted toReversed toSpliced with toString unshift values"
_JS_TEXT = "at charAt charCodeAt codePointAt concat endsWith includes indexOf lastIndexOf length localeCompare match matchAll normalize padEnd padStart repeat replace replaceAll search slice split startsWith substr substring toLocaleLowerCase toLocaleString toLocaleUpperCase toLowerCase toString toUpperCase trim trimEnd trimStart trimLeft trimRight valueOf"
_JS_NUMBER = "toExponential toFixed toLocaleString toPrecision toString valueOf"
_JS_OBJECT = "hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf"
_RB_LIST = "all? any? append at clear collect combination compact concat count cycle delete delete_at delete_if detect difference dig drop drop_while each each_cons each_index each_slice each_with_index each_with_object empty? entries fetch fill filter filter_map find find_all find_index first flat_map flatten freeze frozen? group_by include? index inject insert inspect intersection is_a? join keep_if last lazy length map max max_by min min_by minmax nil? none? one? pack partition permutation pop prepend product push reduce reject reverse reverse_each rotate sample select shift shuffle size slice sort sort_by sum take take_while tally to_a to_h to_s to_set transpose union uniq unshift values_at zip map! select! sort! uniq! compact! reverse! flatten! reject! shuffle!"
_RB_TEXT = "ascii_only? bytes capitalize capitalize! casecmp center chars chomp chomp! chop chr concat count delete downcase downcase! each_char each_line empty? encode encoding end_with? eql? force_encoding freeze frozen? gsub gsub! hash hex include? index insert inspect intern is_a? length lines ljust lstrip match match? next nil? ord partition prepend replace reverse rindex rjust rpartition rstrip scan size slice split squeeze start_with? strip strip! sub sub! succ sum swapcase to_c to_f to_i to_r to_s to_str to_sym tr unpack upcase upcase! upto valid_encoding? format each_with_index_"
_RB_NUMBER = "abs between? bit_length ceil chr clamp coerce digits divmod downto even? fdiv floor gcd inspect integer? is_a? lcm modulo negative? next nil? odd? ord positive? pow pred remainder round size step succ times to_c to_f to_i to_r to_s truncate upto zero? infinite? nan? freeze frozen?"
_RB_MAP = "all? any? clear compact count default default= delete delete_if dig each each_key each_pair each_value each_with_index each_with_object empty? except fetch filter filter_map find find_all first flat_map group_by has_key? has_value? include? inject inspect invert is_a? key key? keys length map max_by member? merge merge! min_by nil? none? partition reduce reject reject! select select! size slice sort sort_by store sum to_a to_h to_s transform_keys transform_values transform_values! update value? values values_at zip freeze frozen?"


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


METHODS: dict[str, dict[str, frozenset[str]]] = {
    "javascript": {
        "list": _set(_JS_LIST), "text": _set(_JS_TEXT), "number": _set(_JS_NUMBER), "map": _set(_JS_OBJECT), "truth": _set("toString valueOf"),
    },
    "ruby": {
        "list": _set(_RB_LIST), "text": _set(_RB_TEXT), "number": _set(_RB_NUMBER), "map": _set(_RB_MAP), "truth": _set("nil? to_s inspect is_a? freeze frozen?"),
    },
}  # fmt: skip
OF_NOTHING = _set(
    "nil? to_s to_a to_i to_f to_h inspect class is_a? instance_of? kind_of? == != dup clone respond_to? object_id freeze frozen? hash send public_send instance_variables methods tap then ! & | =~ instance_variable_get instance_variable_set extend display itself define_singleton_method puts"
)
