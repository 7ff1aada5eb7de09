// The kinds and fields of syntax nodes as small numbers: the names of tree-sitter-python's grammar. The lists are macros because
// one list makes both the enumeration and the table that maps the grammar's own numbers to it.
#ifndef DANGLE_FRONTEND_SYNTAX_KINDS_H_
#define DANGLE_FRONTEND_SYNTAX_KINDS_H_

#include <cstdint>

// X(enumerator, name in the grammar)
#define DANGLE_SYNTAX_NAMED_KINDS(X)                      \
  X(kIdentifier, "identifier")                            \
  X(kModule, "module")                                    \
  X(kImportStatement, "import_statement")                 \
  X(kImportPrefix, "import_prefix")                       \
  X(kRelativeImport, "relative_import")                   \
  X(kFutureImportStatement, "future_import_statement")    \
  X(kImportFromStatement, "import_from_statement")        \
  X(kAliasedImport, "aliased_import")                     \
  X(kWildcardImport, "wildcard_import")                   \
  X(kPrintStatement, "print_statement")                   \
  X(kChevron, "chevron")                                  \
  X(kAssertStatement, "assert_statement")                 \
  X(kExpressionStatement, "expression_statement")         \
  X(kNamedExpression, "named_expression")                 \
  X(kReturnStatement, "return_statement")                 \
  X(kDeleteStatement, "delete_statement")                 \
  X(kRaiseStatement, "raise_statement")                   \
  X(kPassStatement, "pass_statement")                     \
  X(kBreakStatement, "break_statement")                   \
  X(kContinueStatement, "continue_statement")             \
  X(kIfStatement, "if_statement")                         \
  X(kElifClause, "elif_clause")                           \
  X(kElseClause, "else_clause")                           \
  X(kMatchStatement, "match_statement")                   \
  X(kCaseClause, "case_clause")                           \
  X(kForStatement, "for_statement")                       \
  X(kWhileStatement, "while_statement")                   \
  X(kTryStatement, "try_statement")                       \
  X(kExceptClause, "except_clause")                       \
  X(kFinallyClause, "finally_clause")                     \
  X(kWithStatement, "with_statement")                     \
  X(kWithClause, "with_clause")                           \
  X(kWithItem, "with_item")                               \
  X(kFunctionDefinition, "function_definition")           \
  X(kParameters, "parameters")                            \
  X(kLambdaParameters, "lambda_parameters")               \
  X(kListSplat, "list_splat")                             \
  X(kDictionarySplat, "dictionary_splat")                 \
  X(kGlobalStatement, "global_statement")                 \
  X(kNonlocalStatement, "nonlocal_statement")             \
  X(kExecStatement, "exec_statement")                     \
  X(kTypeAliasStatement, "type_alias_statement")          \
  X(kClassDefinition, "class_definition")                 \
  X(kTypeParameter, "type_parameter")                     \
  X(kArgumentList, "argument_list")                       \
  X(kDecoratedDefinition, "decorated_definition")         \
  X(kDecorator, "decorator")                              \
  X(kBlock, "block")                                      \
  X(kExpressionList, "expression_list")                   \
  X(kDottedName, "dotted_name")                           \
  X(kCasePattern, "case_pattern")                         \
  X(kUnionPattern, "union_pattern")                       \
  X(kDictPattern, "dict_pattern")                         \
  X(kKeywordPattern, "keyword_pattern")                   \
  X(kSplatPattern, "splat_pattern")                       \
  X(kClassPattern, "class_pattern")                       \
  X(kComplexPattern, "complex_pattern")                   \
  X(kTuplePattern, "tuple_pattern")                       \
  X(kListPattern, "list_pattern")                         \
  X(kDefaultParameter, "default_parameter")               \
  X(kTypedDefaultParameter, "typed_default_parameter")    \
  X(kListSplatPattern, "list_splat_pattern")              \
  X(kDictionarySplatPattern, "dictionary_splat_pattern")  \
  X(kAsPattern, "as_pattern")                             \
  X(kAsPatternTarget, "as_pattern_target")                \
  X(kNotOperator, "not_operator")                         \
  X(kBooleanOperator, "boolean_operator")                 \
  X(kBinaryOperator, "binary_operator")                   \
  X(kUnaryOperator, "unary_operator")                     \
  X(kComparisonOperator, "comparison_operator")           \
  X(kLambda, "lambda")                                    \
  X(kAssignment, "assignment")                            \
  X(kAugmentedAssignment, "augmented_assignment")         \
  X(kPatternList, "pattern_list")                         \
  X(kYield, "yield")                                      \
  X(kAttribute, "attribute")                              \
  X(kSubscript, "subscript")                              \
  X(kSlice, "slice")                                      \
  X(kCall, "call")                                        \
  X(kTypedParameter, "typed_parameter")                   \
  X(kType, "type")                                        \
  X(kSplatType, "splat_type")                             \
  X(kGenericType, "generic_type")                         \
  X(kUnionType, "union_type")                             \
  X(kConstrainedType, "constrained_type")                 \
  X(kMemberType, "member_type")                           \
  X(kKeywordArgument, "keyword_argument")                 \
  X(kList, "list")                                        \
  X(kSet, "set")                                          \
  X(kTuple, "tuple")                                      \
  X(kDictionary, "dictionary")                            \
  X(kPair, "pair")                                        \
  X(kListComprehension, "list_comprehension")             \
  X(kDictionaryComprehension, "dictionary_comprehension") \
  X(kSetComprehension, "set_comprehension")               \
  X(kGeneratorExpression, "generator_expression")         \
  X(kParenthesizedExpression, "parenthesized_expression") \
  X(kForInClause, "for_in_clause")                        \
  X(kIfClause, "if_clause")                               \
  X(kConditionalExpression, "conditional_expression")     \
  X(kConcatenatedString, "concatenated_string")           \
  X(kString, "string")                                    \
  X(kStringStart, "string_start")                         \
  X(kStringContent, "string_content")                     \
  X(kStringEnd, "string_end")                             \
  X(kEscapeSequence, "escape_sequence")                   \
  X(kEscapeInterpolation, "escape_interpolation")         \
  X(kInterpolation, "interpolation")                      \
  X(kFormatSpecifier, "format_specifier")                 \
  X(kFormatExpression, "format_expression")               \
  X(kTypeConversion, "type_conversion")                   \
  X(kInteger, "integer")                                  \
  X(kFloat, "float")                                      \
  X(kEllipsis, "ellipsis")                                \
  X(kAwait, "await")                                      \
  X(kTrue, "true")                                        \
  X(kFalse, "false")                                      \
  X(kNone, "none")                                        \
  X(kPositionalSeparator, "positional_separator")         \
  X(kKeywordSeparator, "keyword_separator")               \
  X(kComment, "comment")                                  \
  X(kLineContinuation, "line_continuation")

// Anonymous tokens that mean something.
#define DANGLE_SYNTAX_TOKEN_KINDS(X) \
  X(kPlusToken, "+")                 \
  X(kMinusToken, "-")                \
  X(kStarToken, "*")                 \
  X(kAtToken, "@")                   \
  X(kSlashToken, "/")                \
  X(kPercentToken, "%")              \
  X(kDoubleSlashToken, "//")         \
  X(kDoubleStarToken, "**")          \
  X(kPipeToken, "|")                 \
  X(kAmpersandToken, "&")            \
  X(kCaretToken, "^")                \
  X(kShiftLeftToken, "<<")           \
  X(kShiftRightToken, ">>")          \
  X(kTildeToken, "~")                \
  X(kLessToken, "<")                 \
  X(kLessEqualToken, "<=")           \
  X(kEqualToken, "==")               \
  X(kNotEqualToken, "!=")            \
  X(kGreaterEqualToken, ">=")        \
  X(kGreaterToken, ">")              \
  X(kLessGreaterToken, "<>")         \
  X(kInToken, "in")                  \
  X(kNotInToken, "not in")           \
  X(kIsToken, "is")                  \
  X(kIsNotToken, "is not")           \
  X(kAndToken, "and")                \
  X(kOrToken, "or")                  \
  X(kPlusAssignToken, "+=")          \
  X(kMinusAssignToken, "-=")         \
  X(kStarAssignToken, "*=")          \
  X(kSlashAssignToken, "/=")         \
  X(kAtAssignToken, "@=")            \
  X(kDoubleSlashAssignToken, "//=")  \
  X(kPercentAssignToken, "%=")       \
  X(kDoubleStarAssignToken, "**=")   \
  X(kShiftRightAssignToken, ">>=")   \
  X(kShiftLeftAssignToken, "<<=")    \
  X(kAmpersandAssignToken, "&=")     \
  X(kCaretAssignToken, "^=")         \
  X(kPipeAssignToken, "|=")          \
  X(kColonToken, ":")                \
  X(kCommaToken, ",")                \
  X(kUnderscoreToken, "_")           \
  X(kAsyncToken, "async")            \
  X(kFromToken, "from")              \
  X(kOpenParenToken, "(")

#define DANGLE_SYNTAX_FIELDS(X)           \
  X(kAlias, "alias")                      \
  X(kAlternative, "alternative")          \
  X(kArgument, "argument")                \
  X(kArguments, "arguments")              \
  X(kAttribute, "attribute")              \
  X(kBody, "body")                        \
  X(kCause, "cause")                      \
  X(kCode, "code")                        \
  X(kCondition, "condition")              \
  X(kConsequence, "consequence")          \
  X(kDefinition, "definition")            \
  X(kExpression, "expression")            \
  X(kFormatSpecifier, "format_specifier") \
  X(kFunction, "function")                \
  X(kGuard, "guard")                      \
  X(kKey, "key")                          \
  X(kLeft, "left")                        \
  X(kModuleName, "module_name")           \
  X(kName, "name")                        \
  X(kObject, "object")                    \
  X(kOperator, "operator")                \
  X(kOperators, "operators")              \
  X(kParameters, "parameters")            \
  X(kReturnType, "return_type")           \
  X(kRight, "right")                      \
  X(kSubject, "subject")                  \
  X(kSubscript, "subscript")              \
  X(kSuperclasses, "superclasses")        \
  X(kType, "type")                        \
  X(kTypeConversion, "type_conversion")   \
  X(kTypeParameters, "type_parameters")   \
  X(kValue, "value")

namespace dangle {

// kOther: a token without meaning of its own, never in a table. kError: what the grammar could not read.
enum class SyntaxKind : std::uint8_t {
  kOther,
  kError,
#define DANGLE_ENUMERATOR(enumerator, name) enumerator,
  DANGLE_SYNTAX_NAMED_KINDS(DANGLE_ENUMERATOR) DANGLE_SYNTAX_TOKEN_KINDS(DANGLE_ENUMERATOR)
#undef DANGLE_ENUMERATOR
};

enum class SyntaxField : std::uint8_t {
  kNone,
#define DANGLE_ENUMERATOR(enumerator, name) enumerator,
  DANGLE_SYNTAX_FIELDS(DANGLE_ENUMERATOR)
#undef DANGLE_ENUMERATOR
};

// The name in the grammar, for dumps and tests.
const char* NameOf(SyntaxKind kind);
const char* NameOf(SyntaxField field);

}  // namespace dangle

#endif  // DANGLE_FRONTEND_SYNTAX_KINDS_H_
