package dev.quarterdeck.cel.expression;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.StructType;
import dev.cel.common.types.TypeType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.compiler.CelCompilerLibrary;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.standard.InOperator;
import dev.quarterdeck.cel.library.Libraries;
import dev.quarterdeck.cel.type.DeclaredType;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The environment of Kubernetes for a given set of variables: compiles expressions over them. Making one costs milliseconds and it is to be kept; the runtime
 * is one for all. Thread-safe.
 */
public final class Expressions {
    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHiddenAccumulatorVar(false)
            .enableHeterogeneousNumericComparisons(true)
            .maxRegexProgramSize(-1)
            .build();

    private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .setStandardEnvironmentEnabled(false)
            .setStandardFunctions(CelStandardFunctions.newBuilder()
                    .filterFunctions((function, overload) -> overload != InOperator.InOverload.IN_MAP)
                    .build())
            .addFunctionBindings(SparseMap.isIn(OPTIONS))
            .addLibraries(
                    CelExtensions.strings(),
                    CelExtensions.optional(),
                    CelExtensions.sets(OPTIONS),
                    CelExtensions.comprehensions(),
                    CelExtensions.lists())
            .addLibraries(Libraries.forRuntime())
            .build();

    /** The checker lists what a function takes; the reference does not. */
    private static final Pattern CANDIDATES = Pattern.compile(" \\(candidates: .*\\)$", Pattern.MULTILINE);

    /** Types that the reference names by their short names. */
    private static final Pattern WELL_KNOWN = Pattern.compile("google\\.protobuf\\.(Timestamp|Duration)");

    private static final Pattern SYNTAX = Pattern.compile(
            "(mismatched|extraneous) input .*|no viable alternative .*|token recognition .*|missing .*");

    private final Map<String, DeclaredType> variables;
    private final CelCompiler compiler;

    private Expressions(Map<String, DeclaredType> variables, CelCompilerLibrary... more) {
        this.variables = Map.copyOf(variables);
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setTypeProvider(provider(variables))
                .addLibraries(
                        CelExtensions.strings(),
                        CelExtensions.optional(),
                        CelExtensions.sets(OPTIONS),
                        CelExtensions.comprehensions(),
                        CelExtensions.lists())
                .addLibraries(Libraries.forCompiler())
                .addLibraries(more);
        variables.forEach((name, type) -> builder.addVar(name, type.celType()));
        compiler = builder.build();
    }

    /** @param variables by name; object types among them have names of their own */
    public static Expressions over(Map<String, DeclaredType> variables) {
        return new Expressions(variables);
    }

    /** As {@link #over}, with {@code cel.bind}, which names a part of an expression. */
    public static Expressions withBindings(Map<String, DeclaredType> variables) {
        return new Expressions(variables, CelExtensions.bindings());
    }

    @SuppressWarnings("Immutable") // nobody writes to the map afterwards
    private static CelTypeProvider provider(Map<String, DeclaredType> variables) {
        Map<String, CelType> structs = new HashMap<>();
        variables.values().forEach(type -> collect(type, structs));
        ImmutableList<CelType> all = ImmutableList.copyOf(structs.values());
        return new CelTypeProvider() {
            @Override
            public ImmutableCollection<CelType> types() {
                return all;
            }

            @Override
            public Optional<CelType> findType(String name) {
                return Optional.ofNullable(structs.get(name));
            }
        };
    }

    private static void collect(DeclaredType type, Map<String, CelType> structs) {
        if (type.celType() instanceof StructType struct) {
            structs.putIfAbsent(struct.name(), struct);
        }
        if (type.element() != null) {
            collect(type.element(), structs);
        }
        type.fields().values().forEach(field -> collect(field, structs));
    }

    /** Compiles {@code text} to a program whose result has one of {@code results}; of any type where none is named. */
    public Compilation compile(String text, DeclaredType... results) {
        return compile(text, UnaryOperator.identity(), results);
    }

    /** @param rewrite makes another tree of the parsed one before it is checked; what it throws is the caller's */
    public Compilation compile(String text, UnaryOperator<CelAbstractSyntaxTree> rewrite, DeclaredType... results) {
        CelValidationResult parsed = compiler.parse(text);
        if (parsed.hasError()) {
            return refused(parsed, true);
        }
        try {
            CelValidationResult checked = compiler.check(rewrite.apply(parsed.getAst()));
            if (checked.hasError()) {
                return refused(checked, false);
            }
            CelAbstractSyntaxTree tree = checked.getAst();
            Optional<CelIssue> literal = LiteralChecks.find(tree);
            if (literal.isPresent()) {
                return new Compilation.Refused(
                        "compilation failed: " + literal.get().toDisplayString(tree.getSource()));
            }
            if (results.length > 0 && !isOneOf(tree.getResultType(), results)) {
                return new Compilation.WrongType(typeName(tree.getResultType()));
            }
            return new Compilation.Compiled(new Program(tree, RUNTIME.createProgram(tree), variables));
        } catch (CelValidationException | CelEvaluationException e) {
            return new Compilation.Refused("program instantiation failed: " + e.getMessage());
        }
    }

    private static boolean isOneOf(CelType actual, DeclaredType... results) {
        for (DeclaredType result : results) {
            if (actual.equals(result.celType())
                    || actual instanceof StructType one
                            && result.celType() instanceof StructType other
                            && one.name().equals(other.name())) {
                return true;
            }
        }
        return false;
    }

    private static String typeName(CelType type) {
        return type instanceof TypeType ? "type" : dev.cel.common.types.CelTypes.format(type);
    }

    private static Compilation refused(CelValidationResult result, boolean syntax) {
        StringBuilder out = new StringBuilder("compilation failed: ");
        String separator = "";
        for (CelIssue issue : result.getErrors()) {
            String message = WELL_KNOWN
                    .matcher(CANDIDATES.matcher(issue.getMessage()).replaceAll(""))
                    .replaceAll(name -> name.group(1).toLowerCase(Locale.ROOT));
            if (syntax && SYNTAX.matcher(message).matches()) {
                message = "Syntax error: " + message;
            }
            CelIssue worded = CelIssue.formatError(issue.getExprId(), issue.getSourceLocation(), message);
            out.append(separator).append(worded.toDisplayString(result.getSource()));
            separator = "\n";
        }
        return new Compilation.Refused(out.toString());
    }
}
