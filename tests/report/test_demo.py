"""What `make demo` prints."""

from nbmixed.report.demo import main


def test_the_sleepstudy_summary(capsys):
    main()
    shown = capsys.readouterr().out
    assert shown.startswith(
        "stan_lmer\n family:       gaussian [identity]\n formula:      Reaction ~ Days + (Days | Subject)"
    )
    assert "Num. levels: Subject 18" in shown
