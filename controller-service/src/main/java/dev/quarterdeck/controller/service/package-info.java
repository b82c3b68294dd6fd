/**
 * Facts about Services and the pods behind them: which pods, which ports. Pure.
 */
@NullMarked
package dev.quarterdeck.controller.service;

import org.jspecify.annotations.NullMarked;
