"""Whether all is in order that answering rests on: machine, models, index, documents."""
