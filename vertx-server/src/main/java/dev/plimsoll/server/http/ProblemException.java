package dev.plimsoll.server.http;

import dev.plimsoll.server.problem.Problem;

/** A request that is answered with a problem. */
final class ProblemException extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient Problem problem;

  ProblemException(int status, String code, String detail) {
    super(detail);
    this.problem = Problem.of(status, code, detail);
  }

  Problem problem() {
    return problem;
  }
}
