"""What a fit can be asked, one file a family of questions; `StanReg` has them as methods."""
