package dev.plimsoll.server.problem;

/** A request that is answered with a problem. */
public final class ProblemException extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient Problem problem;

  public ProblemException(int status, String code, String detail) {
    super(detail);
    this.problem = Problem.of(status, code, detail);
  }

  public Problem problem() {
    return problem;
  }
}
