#include "grammar.hpp"

namespace driver {
namespace {

using Parts = std::vector<Argument>;

Parts operator+(Parts first, const Parts& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

Parts line_search() {
  return {
      real("init_alpha", "Line search step size for first iteration", "0.001", above(0)),
      real("tol_obj", "Convergence tolerance on absolute changes in objective function value", "1e-12", above(0)),
      real("tol_rel_obj", "Convergence tolerance on relative changes in objective function value", "10000", above(0)),
      real("tol_grad", "Convergence tolerance on the norm of the gradient", "1e-08", above(0)),
      real("tol_rel_grad", "Convergence tolerance on the relative norm of the gradient", "1e+07", above(0)),
      real("tol_param", "Convergence tolerance on changes in parameter value", "1e-08", above(0)),
  };
}

Argument history_size() {
  return integer("history_size", "Amount of history to keep for L-BFGS", 5, above(0));
}

Argument jacobian(bool fallback) {
  return flag("jacobian", "Include the change-of-variables adjustment of constrained parameters?", fallback);
}

Argument calculate_lp() {
  return flag("calculate_lp", "Calculate the log density of the model at each draw?", true);
}

Argument adaptation() {
  return group("adapt", "Warmup adaptation",
               {flag("engaged", "Adaptation engaged?", true),
                real("gamma", "Adaptation regularization scale", "0.05", above(0)),
                real("delta", "Adaptation target acceptance statistic", "0.8", between(0.1, 1)),
                real("kappa", "Adaptation relaxation exponent", "0.75", above(0)),
                real("t0", "Adaptation iteration offset", "10", above(0)),
                integer("init_buffer", "Width of initial fast adaptation interval", 75, from(0)),
                integer("term_buffer", "Width of final fast adaptation interval", 50, from(0)),
                integer("window", "Initial width of slow adaptation interval", 25, from(0)),
                flag("save_metric", "Save metric as JSON?", false)});
}

Argument hmc() {
  return group("hmc", "Hamiltonian Monte Carlo",
               {choice("engine", "Engine for Hamiltonian Monte Carlo", "nuts",
                       {group("nuts", "The No-U-Turn Sampler",
                              {integer("max_depth", "Maximum tree depth", 10, above(0))})}),
                choice("metric", "Geometry of base manifold", "diag_e",
                       {word("unit_e", "Euclidean manifold with unit metric"),
                        word("diag_e", "Euclidean manifold with diag metric"),
                        word("dense_e", "Euclidean manifold with dense metric")}),
                text("metric_file", "Input file with precomputed Euclidean metric"),
                real("stepsize", "Step size for discrete evolution", "1", above(0)),
                real("stepsize_jitter", "Uniformly random jitter of the stepsize, in percent", "0", between(0, 1))});
}

Argument sample() {
  return group("sample", "Bayesian inference with Markov Chain Monte Carlo",
               {integer("num_samples", "Number of sampling iterations", 1000, from(0)),
                integer("num_warmup", "Number of warmup iterations", 1000, from(0)),
                flag("save_warmup", "Stream warmup samples to output?", false),
                integer("thin", "Period between saved samples", 1, above(0)), adaptation(),
                choice("algorithm", "Sampling algorithm", "hmc",
                       {hmc(), word("fixed_param", "Fixed Parameter Sampler")}),
                integer("num_chains", "Number of chains, run one after the other", 1, above(0))});
}

Argument optimize() {
  return group("optimize", "Point estimation",
               {choice("algorithm", "Optimization algorithm", "lbfgs",
                       {group("bfgs", "BFGS with linesearch", line_search()),
                        group("lbfgs", "LBFGS with linesearch", line_search() + Parts{history_size()}),
                        group("newton", "Newton's method")}),
                jacobian(false), integer("iter", "Total number of iterations", 2000, above(0)),
                flag("save_iterations", "Stream optimization progress to output?", false)});
}

Argument variational() {
  return group("variational", "Variational inference",
               {choice("algorithm", "Variational inference algorithm", "meanfield",
                       {group("meanfield", "mean-field approximation"), group("fullrank", "full-rank covariance")}),
                integer("iter", "Maximum number of ADVI iterations", 10000, above(0)),
                integer("grad_samples", "Number of Monte Carlo draws for computing the gradient", 1, above(0)),
                integer("elbo_samples", "Number of Monte Carlo draws for estimate of ELBO", 100, above(0)),
                real("eta", "Stepsize scaling parameter", "1", above(0)),
                group("adapt", "Eta adaptation for variational inference",
                      {flag("engaged", "Eta adaptation engaged?", true),
                       integer("iter", "Number of iterations for eta adaptation", 50, above(0))}),
                real("tol_rel_obj", "Relative tolerance parameter for convergence", "0.01", above(0)),
                integer("eval_elbo", "Number of iterations between ELBO evaluations", 100, above(0)),
                integer("output_samples", "Number of approximate posterior draws to save", 1000, above(0))});
}

Argument diagnose() {
  return group("diagnose", "Model diagnostics",
               {choice("test", "Diagnostic test", "gradient",
                       {group("gradient", "Check model gradient against finite differences",
                              {real("epsilon", "Finite difference step size", "1e-06", above(0)),
                               real("error", "Error threshold", "1e-06", above(0))})})});
}

Argument generate_quantities() {
  return group("generate_quantities", "Generate quantities of interest",
               {text("fitted_params", "Draws of a previous fit: a CSV file, or one for each chain"),
                integer("num_chains", "Number of chains, run one after the other", 1, above(0))});
}

Argument pathfinder() {
  const Parts draws{
      history_size(),
      integer("num_psis_draws", "Number of draws from PSIS sample", 1000, above(0)),
      integer("num_paths", "Number of single pathfinders", 4, above(0)),
      flag("save_single_paths", "Output single-path pathfinder draws as CSV", false),
      flag("psis_resample", "Resample the draws of all paths by their importance?", true),
      calculate_lp(),
      integer("max_lbfgs_iters", "Maximum number of LBFGS iterations", 1000, above(0)),
      integer("num_draws", "Number of approximate posterior draws of a path", 1000, above(0)),
      integer("num_elbo_draws", "Number of Monte Carlo draws to evaluate ELBO", 25, above(0)),
  };
  return group("pathfinder", "Pathfinder algorithm", line_search() + draws);
}

Argument log_prob() {
  return group("log_prob", "Log density up to a constant and its gradient at given parameters",
               {text("unconstrained_params", "Parameter values on unconstrained scale: JSON or R dump"),
                text("constrained_params", "Parameter values on constrained scale: JSON or R dump"), jacobian(true)});
}

Argument laplace() {
  return group("laplace", "Sample from a Laplace approximation",
               {text("mode", "Mode on the constrained scale of all parameters: JSON or CSV"), jacobian(true),
                integer("draws", "Number of draws from the Laplace approximation", 1000, above(0)), calculate_lp()});
}

Argument output() {
  return group("output", "File output options",
               {text("file", "Output file; of several chains: names with commas, or one that gets _ID", "output.csv"),
                text("diagnostic_file", "Auxiliary output file for diagnostic information"),
                integer("refresh", "Number of iterations between screen updates", 100, from(0)),
                integer("sig_figs", "Significant figures of numbers in output files; -1: the system's", 8, between(-1, 18)),
                text("profile_file", "File to store profiling information", "profile.csv"),
                flag("save_cmdstan_config", "Save the configuration as JSON beside the output?", false)});
}

}  // namespace

Argument grammar() {
  return group("", "",
               {choice("method", "Analysis method (Note that method= is optional)", "sample",
                       {sample(), optimize(), variational(), diagnose(), generate_quantities(), pathfinder(),
                        log_prob(), laplace()}),
                integer("id", "Unique process identifier", 1, from(0)),
                group("data", "Input data options", {text("file", "Input data file: JSON or R dump")}),
                text("init", "x: uniform in [-x, x]; 0: all zero; else a file of initial values", "2"),
                group("random", "Random number configuration",
                      {integer("seed", "Random number generator seed; -1: from the system", -1, between(-1, 4294967295.0))}),
                output(), integer("num_threads", "Number of threads of the program", 1, between(1, 1))});
}

}  // namespace driver
