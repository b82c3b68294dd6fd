package dev.quarterdeck.gateway;

/** The order in which handlers are asked: what is most particular first, for which identity's handlers take 0. */
final class HandlerOrder {
    static final int PAST = -100;
    static final int READ = 100;
    static final int WRITE = 200;
    static final int OTHER = 300;

    private HandlerOrder() {}
}
