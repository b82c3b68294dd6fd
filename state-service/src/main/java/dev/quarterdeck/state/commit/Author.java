package dev.quarterdeck.state.commit;

/**
 * Who makes a change, and how: kept with it in history. What is too long is cut, and what no column of text can hold becomes a question mark, so that no client
 * makes a commit fail by its name.
 *
 * @param user the authenticated user; of the service's own writers {@code system:apiserver}
 * @param userAgent as the client sent it; of the service's own writers what they do, after {@code quarterdeck/}
 * @param fieldManager as the client named it, else the user agent's part before the slash
 * @param verb as RBAC calls it, and {@code apply} for a server-side apply
 * @param subresource empty, or for example {@code status}
 */
public record Author(String user, String userAgent, String fieldManager, String verb, String subresource) {
    /** Characters kept of a user's name and of a user agent. */
    public static final int LONGEST = 256;

    private static final int LONGEST_MANAGER = 128;

    public Author {
        user = bounded(user, LONGEST);
        userAgent = bounded(userAgent, LONGEST);
        fieldManager = bounded(fieldManager.isEmpty() ? product(userAgent) : fieldManager, LONGEST_MANAGER);
    }

    /** One of the service's own writers. */
    public static Author internal(String writer) {
        return new Author("system:apiserver", "quarterdeck/" + writer, writer, "", "");
    }

    private static String product(String userAgent) {
        int slash = userAgent.indexOf('/');
        return slash < 0 ? userAgent : userAgent.substring(0, slash);
    }

    /** The same string where nothing is wrong with it. */
    private static String bounded(String text, int longest) {
        int length = Math.min(text.length(), longest);
        for (int i = 0; i < length; i++) {
            if (!fits(text.charAt(i))) {
                return replaced(text, length);
            }
        }
        return length == text.length() ? text : text.substring(0, length);
    }

    private static boolean fits(char c) {
        return c >= ' ' && c != 0x7f && !Character.isSurrogate(c);
    }

    private static String replaced(String text, int length) {
        char[] out = text.substring(0, length).toCharArray();
        for (int i = 0; i < length; i++) {
            out[i] = fits(out[i]) ? out[i] : '?';
        }
        return new String(out);
    }
}
