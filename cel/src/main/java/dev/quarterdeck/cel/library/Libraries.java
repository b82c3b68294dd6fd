package dev.quarterdeck.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import java.util.List;

/** All libraries of Kubernetes, and the types they bring. */
public final class Libraries {
    public static final CelType QUANTITY = OpaqueType.create("kubernetes.Quantity");
    public static final CelType URL = OpaqueType.create("kubernetes.URL");
    public static final CelType IP = OpaqueType.create("net.IP");
    public static final CelType CIDR = OpaqueType.create("net.CIDR");
    public static final CelType FORMAT = OpaqueType.create("kubernetes.NamedFormat");
    public static final CelType SEMVER = OpaqueType.create("kubernetes.Semver");
    public static final CelType AUTHORIZER = OpaqueType.create("kubernetes.authorization.Authorizer");
    public static final CelType PATH_CHECK = OpaqueType.create("kubernetes.authorization.PathCheck");
    public static final CelType GROUP_CHECK = OpaqueType.create("kubernetes.authorization.GroupCheck");
    public static final CelType RESOURCE_CHECK = OpaqueType.create("kubernetes.authorization.ResourceCheck");
    public static final CelType DECISION = OpaqueType.create("kubernetes.authorization.Decision");

    private static final List<FunctionSet> ALL = List.of(
            ListLibrary.functions(),
            TextLibrary.functions(),
            UrlLibrary.functions(),
            QuantityLibrary.functions(),
            AddressLibrary.functions(),
            FormatLibrary.functions(),
            SemverLibrary.functions(),
            AuthorizationLibrary.functions());

    private Libraries() {}

    /** The value of {@code authorizer.requestResource}: a question of which only the verb is open. */
    public static Object resourceCheck(Authorizer authorizer, Authorizer.Question question) {
        return new AuthorizationLibrary.ResourceCheck(authorizer, question);
    }

    /** A version of semver.org 2.0.0 as expressions have it. */
    public static Object version(String text) {
        return SemverLibrary.parse(text);
    }

    public static List<dev.cel.compiler.CelCompilerLibrary> forCompiler() {
        return List.copyOf(ALL);
    }

    public static List<dev.cel.runtime.CelRuntimeLibrary> forRuntime() {
        return List.copyOf(ALL);
    }
}
