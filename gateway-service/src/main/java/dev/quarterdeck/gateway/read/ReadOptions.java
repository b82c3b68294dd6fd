package dev.quarterdeck.gateway.read;

import dev.quarterdeck.gateway.route.Query;
import dev.quarterdeck.gateway.route.RequestInfo;
import dev.quarterdeck.gateway.route.View;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.selector.FieldSelector;
import dev.quarterdeck.kube.selector.FieldSelectors;
import dev.quarterdeck.kube.selector.LabelSelector;
import dev.quarterdeck.kube.selector.LabelSelectors;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.FieldError;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.stream.cache.Selection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Query options of LIST and WATCH (API reference: ListOptions), checked.
 *
 * @param resourceVersion empty, or digits
 * @param match empty, {@code Exact} or {@code NotOlderThan}
 * @param limit 0 for no limit
 * @param continueToken empty for the first page
 * @param sendInitialEvents null where the client said nothing
 * @param timeoutSeconds 0 where the client said nothing
 */
public record ReadOptions(
        LabelSelector labels,
        FieldSelector fields,
        String resourceVersion,
        String match,
        long limit,
        String continueToken,
        boolean allowBookmarks,
        @Nullable Boolean sendInitialEvents,
        long timeoutSeconds) {

    /** Stands for the upper half of what 64 bits can count: no revision gets there. */
    private static final long NEVER = Long.MAX_VALUE / 2;

    /** Throws Invalid and BadRequest in the reference's words. */
    public static ReadOptions of(RequestInfo request, ResourceType type, Query query, boolean watch) {
        LabelSelector labels = LabelSelectors.parse(query.text("labelSelector"));
        FieldSelector fields = FieldSelectors.parse(type, query.text("fieldSelector"));
        ReadOptions options = new ReadOptions(
                labels,
                withName(type, request, fields),
                query.text("resourceVersion"),
                query.text("resourceVersionMatch"),
                number(query, "limit"),
                query.text("continue"),
                query.flag("allowWatchBookmarks"),
                query.optionalFlag("sendInitialEvents"),
                number(query, "timeoutSeconds"));
        List<FieldError> errors = watch ? options.checkWatch() : options.checkList();
        if (!errors.isEmpty()) {
            throw ApiException.invalid("meta.k8s.io", "ListOptions", "", errors);
        }
        if (watch) {
            checkRevision(options.resourceVersion());
            return options;
        }
        if (!options.continueToken().isEmpty()) {
            ContinueToken.decode(options.continueToken());
        }
        if (!options.resourceVersion().isEmpty()) {
            if (!options.continueToken().isEmpty() && !options.resourceVersion().equals("0")) {
                throw ApiException.badRequest("specifying resource version is not allowed when using continue");
            }
            options.revision();
        }
        return options;
    }

    /** A name in the path of a watch is the same as a selector for it. */
    private static FieldSelector withName(ResourceType type, RequestInfo request, FieldSelector fields) {
        if (request.name().isEmpty()) {
            return fields;
        }
        if (fields.isEverything()) {
            return FieldSelectors.parse(type, "metadata.name=" + request.name());
        }
        for (FieldSelector.Term term : fields.terms()) {
            if (term.equal()
                    && term.field().equals("metadata.name")
                    && term.value().equals(request.name())) {
                return fields;
            }
        }
        throw ApiException.badRequest("fieldSelector metadata.name doesn't match requested name");
    }

    /** A watch that cannot read its revision fails without a reason, as in the reference. */
    private static void checkRevision(String version) {
        try {
            if (!version.isEmpty()) {
                parse(version);
            }
        } catch (NumberFormatException e) {
            throw new ApiException(StatusReason.UNKNOWN, invalidRevision(version, e), ApiException.Details.NONE);
        }
    }

    private static long number(Query query, String name) {
        String text = query.first(name);
        if (text == null) {
            return 0;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("strconv.ParseInt: parsing \"" + text + "\": " + whyNoNumber(text));
        }
    }

    /** What the reference says of a text that is no whole number of 64 bits. */
    public static String whyNoNumber(String text) {
        boolean sign = text.startsWith("-") || text.startsWith("+");
        boolean digits = text.length() > (sign ? 1 : 0)
                && text.chars().skip(sign ? 1 : 0).allMatch(c -> c >= '0' && c <= '9');
        return digits ? "value out of range" : "invalid syntax";
    }

    /**
     * The one revision that a read is about: the moment that its path names, or for a GET {@code resourceVersionMatch=Exact}; -1 for none. Throws BadRequest
     * and Invalid.
     */
    static long exactRevision(RequestInfo request, Query query) {
        String version = query.text("resourceVersion");
        if (request.view() instanceof View.At at) {
            if (!version.isEmpty() && !version.equals("0")) {
                throw ApiException.badRequest("resourceVersion says another moment than the path");
            }
            return at.revision();
        }
        if (!request.verb().equals("get") || !query.text("resourceVersionMatch").equals("Exact")) {
            return -1;
        }
        if (version.isEmpty()) {
            throw ApiException.invalid(
                    "meta.k8s.io",
                    "GetOptions",
                    "",
                    List.of(matchForbidden("resourceVersionMatch is forbidden unless resourceVersion is provided")));
        }
        if (version.equals("0")) {
            throw ApiException.invalid(
                    "meta.k8s.io",
                    "GetOptions",
                    "",
                    List.of(matchForbidden("resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"")));
        }
        return revisionOfGet(version);
    }

    /** The resourceVersion as a number; -1 where none was given. Throws BadRequest where it is no number. */
    public long revision() {
        return resourceVersion.isEmpty() ? -1 : parseRevision(resourceVersion);
    }

    /** The revision that a GET names; what cannot be read fails without a reason, as in the reference. */
    static long revisionOfGet(String version) {
        checkRevision(version);
        return version.isEmpty() ? -1 : parseRevision(version);
    }

    /** Throws BadRequest in the reference's words. */
    public static long parseRevision(String text) {
        try {
            return parse(text);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("invalid resource version: " + invalidRevision(text, e));
        }
    }

    /** Throws NumberFormatException whose message says what is wrong. */
    private static long parse(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                throw new NumberFormatException("invalid syntax");
            }
        }
        try {
            long unsigned = Long.parseUnsignedLong(text);
            return unsigned < 0 ? NEVER : unsigned;
        } catch (NumberFormatException e) {
            throw new NumberFormatException("value out of range");
        }
    }

    private static String invalidRevision(String text, NumberFormatException why) {
        return "resourceVersion: Invalid value: \"" + text + "\": strconv.ParseUint: parsing \"" + text + "\": "
                + why.getMessage();
    }

    private List<FieldError> checkList() {
        List<FieldError> errors = new ArrayList<>();
        if (!match.isEmpty()) {
            if (resourceVersion.isEmpty()) {
                errors.add(matchForbidden("resourceVersionMatch is forbidden unless resourceVersion is provided"));
            }
            if (!continueToken.isEmpty()) {
                errors.add(matchForbidden("resourceVersionMatch is forbidden when continue is provided"));
            }
            if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
                errors.add(matchNotSupported("supported values: \"Exact\", \"NotOlderThan\", \"\""));
            }
            if (match.equals("Exact") && resourceVersion.equals("0")) {
                errors.add(matchForbidden("resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
            }
        }
        if (sendInitialEvents != null) {
            errors.add(FieldError.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        }
        return errors;
    }

    private List<FieldError> checkWatch() {
        List<FieldError> errors = new ArrayList<>();
        if (sendInitialEvents != null && !match.equals("NotOlderThan")) {
            errors.add(matchForbidden("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        }
        if (!match.isEmpty()) {
            if (sendInitialEvents == null) {
                errors.add(matchForbidden(
                        "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
            }
            if (!match.equals("NotOlderThan")) {
                errors.add(matchNotSupported("supported values: \"NotOlderThan\""));
            }
        }
        if (!continueToken.isEmpty()) {
            errors.add(matchForbidden("resourceVersionMatch is forbidden when continue is provided"));
        }
        return errors;
    }

    private static FieldError matchForbidden(String why) {
        return FieldError.forbidden("resourceVersionMatch", why);
    }

    private FieldError matchNotSupported(String supported) {
        return new FieldError(FieldError.Type.NOT_SUPPORTED, "resourceVersionMatch", "\"" + match + "\"", supported);
    }

    public Selection selection() {
        return new Selection(labels, fields);
    }

    public boolean selectsEverything() {
        return labels.isEverything() && fields.isEverything();
    }
}
