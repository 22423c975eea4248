-- Served the search for what a node had left unfinished; the tasks of V007 know that now.
drop index acquisitions_unfinished;
