# A model in rstanarm: Rscript rstanarm.R job.json
folder <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(folder, "handover.R"))
job <- read_job()

started <- now()
suppressPackageStartupMessages(library(rstanarm))
imported <- seconds_since(started)

started <- now()
data <- read_frame(job)
loaded <- seconds_since(started)

started <- now()
arguments <- as.list(job$arguments)
if (!is.null(arguments$prior)) arguments$prior <- do.call(normal, as.list(arguments$prior))
if (!is.null(arguments$random)) arguments$random <- as.formula(arguments$random)
if (job$`function` != "stan_nlmer") arguments$family <- job$family
settings <- list(formula = as.formula(job$formula), data = quote(data), chains = job$chains,
                 iter = job$warmup + job$draws, warmup = job$warmup, cores = job$cores, seed = job$seed, refresh = 0)
fit <- do.call(job$`function`, c(settings, arguments))
wall <- seconds_since(started)

draws <- as.array(fit)
names <- dimnames(draws)[[3]]
draws <- draws[, , !startsWith(names, "b[") & !names %in% c("mean_PPD", "log-posterior"), drop = FALSE]
divergent <- rstan::get_num_divergent(fit$stanfit)
write_result(job, imported, loaded, wall, draws, divergent, c("rstanarm", "rstan"))
